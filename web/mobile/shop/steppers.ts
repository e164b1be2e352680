/** Buttons beside numbers; a changed line of the cart is sent by itself. */
import { all, one } from './dom'

export function steppers(): void {
  for (const box of all<HTMLElement>('[data-stepper]')) {
    const input = one<HTMLInputElement>('input', box)
    if (!input) continue
    const step = (by: number): void => {
      const least = Number(input.min || 0)
      input.value = String(Math.min(Number(input.max || 999), Math.max(least, Number(input.value || least) + by)))
      input.dispatchEvent(new Event('change', { bubbles: true }))
    }
    for (const [selector, by] of [['[data-less]', -1], ['[data-more]', 1]] as const) {
      const button = one<HTMLButtonElement>(selector, box)
      button?.removeAttribute('hidden')
      button?.addEventListener('click', () => { step(by) })
    }
  }
  for (const form of all<HTMLFormElement>('[data-line]')) {
    one('[data-update]', form)?.setAttribute('hidden', '')
    let waiting: ReturnType<typeof setTimeout> | undefined
    form.addEventListener('change', () => {
      clearTimeout(waiting)
      // Three quick presses are one change.
      waiting = setTimeout(() => { form.requestSubmit() }, 500)
    })
  }
}
