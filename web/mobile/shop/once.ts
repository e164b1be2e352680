/** A button that is pressed twice sends once: the second press of an impatient thumb is not heard. (The form's key would
 * make it harmless; this spares the wait.) */
import { all, toast, word } from './dom'

export function sendOnce(): void {
  // Before anything else hears it: without a network nothing is sent, and what was typed stays where it is.
  document.addEventListener(
    'submit',
    (event) => {
      if (navigator.onLine) return
      event.preventDefault()
      event.stopImmediatePropagation()
      toast(word('unsent'))
    },
    true,
  )
  for (const button of all<HTMLButtonElement>('[data-once]')) {
    const form = button.form
    form?.addEventListener('submit', (event) => {
      if (form.dataset.sent) event.preventDefault()
      form.dataset.sent = '1'
      button.setAttribute('aria-busy', 'true')
    })
  }
  // Back by the browser's button: the page as it was, and the form may be sent again.
  window.addEventListener('pageshow', () => {
    for (const form of all<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent
  })
}
