/** Into the bag without leaving the page. What the script cannot do, the browser does by sending the form. */
import { all, one, toast } from './dom'

interface Told {
  units: number
  cart: string
  added: string
}

export function addToBag(): void {
  const form = one<HTMLFormElement>('[data-add]')
  if (!form || typeof form.requestSubmit !== 'function') return
  form.addEventListener('submit', (event) => {
    const pressed = event.submitter
    if (!(pressed instanceof HTMLButtonElement) || pressed.value !== 'cart') return
    // Pressed again before the answer came: once is enough.
    if (pressed.hasAttribute('aria-busy')) return event.preventDefault()
    event.preventDefault()
    // The button answers at once; what is sent waits for the picture that shows it.
    pressed.setAttribute('aria-busy', 'true')
    requestAnimationFrame(() => setTimeout(() => void put(form, pressed)))
  })
}

async function put(form: HTMLFormElement, pressed: HTMLButtonElement): Promise<void> {
  const fields = new URLSearchParams()
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string') fields.append(name, value)
  })
  fields.set('go', 'cart')
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields, headers: { Accept: 'application/json' } })
    if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) throw new Error(String(answer.status))
    told((await answer.json()) as Told)
  } catch {
    // The page that says what is wrong, or the browser's own when there is no network.
    form.submit()
  } finally {
    pressed.removeAttribute('aria-busy')
  }
}

function told(answer: Told): void {
  const bag = one<HTMLAnchorElement>('[data-bag]')
  const count = one<HTMLElement>('[data-bag-count]')
  if (bag) bag.href = answer.cart
  carry(answer.cart)
  if (count) {
    count.textContent = String(answer.units)
    count.hidden = answer.units === 0
  }
  toast(answer.added)
}

/** Where the browser keeps no cookies the bag is in the addresses: all that lead on from here carry what it holds now. */
function carry(cart: string): void {
  const held = new URL(cart, window.location.href).searchParams.getAll('cart')
  if (!held.length) return
  const [, , brand = '', store = ''] = window.location.pathname.split('/')
  const renewed = (address: string): string => {
    const url = new URL(address, window.location.href)
    if (url.origin !== window.location.origin || !`${url.pathname}/`.startsWith(`/s/${brand}/${store}/`)) return address
    url.searchParams.delete('cart')
    for (const line of held) url.searchParams.append('cart', line)
    return url.href
  }
  for (const link of all<HTMLAnchorElement>('a[href]')) link.href = renewed(link.href)
  for (const form of all<HTMLFormElement>('form[method=post]')) form.action = renewed(form.action)
}
