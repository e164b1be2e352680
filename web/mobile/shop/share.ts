/** The phone's own share sheet, with a link of the shopper's own (the seller's sale, nobody is paid for sharing); where
 * there is none, the link is copied. */
import { all, toast, word } from './dom'

function plainAddress(): string {
  const here = new URL(window.location.href)
  // Who the visitor is, the order's secret and the bag are nobody else's.
  for (const name of ['v', 't', 'k', 'p', 'cart', 'coupon', 'stale', 'asked', 'paid', 'l']) here.searchParams.delete(name)
  return here.href
}

async function address(button: HTMLElement): Promise<string> {
  const kind = button.dataset.kind
  const [, , brand, store] = window.location.pathname.split('/')
  if (kind === 'here' || !brand || !store) return plainAddress()
  try {
    const answer = await fetch(`/api/public/${brand}/stores/${store}/shares`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ target: { kind, ref: button.dataset.ref ?? '' } }),
    })
    const made = (await answer.json()) as { path?: unknown }
    if (answer.ok && typeof made.path === 'string') return new URL(made.path, window.location.origin).href
  } catch {
    // No network: the address of the page will do.
  }
  return plainAddress()
}

export function offerSharing(): void {
  for (const button of all<HTMLElement>('[data-share]')) {
    button.hidden = false
    button.addEventListener('click', () => {
      void share(button)
    })
  }
}

async function share(button: HTMLElement): Promise<void> {
  const url = await address(button)
  if (typeof navigator.share === 'function') {
    try {
      await navigator.share({ title: document.title, url })
    } catch {
      // Thought better of it.
    }
    return
  }
  try {
    await navigator.clipboard.writeText(url)
    toast(word('shared'))
  } catch {
    window.prompt(word('shared'), url)
  }
}
