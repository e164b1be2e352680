/** Back from the bank: look every second or two whether its word has come, and show the page anew when it has. */
import { one } from './dom'

const TRIES = 40

export function watchPayment(): void {
  const order = one<HTMLElement>('[data-waiting]')
  if (!order) return
  let tries = 0
  const look = async (): Promise<void> => {
    tries += 1
    try {
      const answer = await fetch(window.location.href, { headers: { Accept: 'application/json' } })
      const now = (await answer.json()) as { state?: string; waiting?: boolean }
      if (answer.ok && (now.state !== order.dataset.state || now.waiting === false)) {
        window.location.reload()
        return
      }
    } catch {
      // The network comes and goes; so do we.
    }
    if (tries < TRIES) setTimeout(() => void look(), 1000 + tries * 100)
  }
  setTimeout(() => void look(), 800)
}
