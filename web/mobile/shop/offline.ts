/** Without a network the order that was seen last is still here: the service worker keeps it, this remembers where. */
import { kept, one } from './dom'

const LAST = 'storelet.last-order'

export function watchOffline(): void {
  const note = one<HTMLElement>('[data-offline]')
  const show = (): void => {
    if (note) note.hidden = navigator.onLine
  }
  window.addEventListener('online', show)
  window.addEventListener('offline', show)
  show()
  const back = one<HTMLAnchorElement>('[data-last-order]')
  const last = kept.get(LAST)
  if (back && last) {
    back.href = last
    back.hidden = false
  }
  if ('serviceWorker' in navigator && window.isSecureContext) {
    // After the page is there: the worker's own requests must not stand in its way.
    window.addEventListener('load', () => {
      navigator.serviceWorker.register('/s/worker.js', { scope: '/s/' }).catch(() => undefined)
    })
  }
}

export function keepLastOrder(): void {
  const order = one<HTMLElement>('[data-order]')
  if (order) kept.set(LAST, window.location.pathname + window.location.search)
}
