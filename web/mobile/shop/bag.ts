/** Into the bag without leaving the page. What the script cannot do, the browser does by sending the form. */
import { one, toast } from './dom'

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
    event.preventDefault()
    void put(form, pressed)
  })
}

async function put(form: HTMLFormElement, pressed: HTMLButtonElement): Promise<void> {
  const fields = new URLSearchParams()
  new FormData(form).forEach((value, name) => {
    if (typeof value === 'string') fields.append(name, value)
  })
  fields.set('go', 'cart')
  pressed.disabled = true
  try {
    const answer = await fetch(form.action, { method: 'POST', body: fields, headers: { Accept: 'application/json' } })
    if (!answer.ok || !answer.headers.get('content-type')?.includes('json')) throw new Error(String(answer.status))
    told((await answer.json()) as Told)
  } catch {
    // The page that says what is wrong, or the browser's own when there is no network.
    form.submit()
  } finally {
    pressed.disabled = false
  }
}

function told(answer: Told): void {
  const bag = one<HTMLAnchorElement>('[data-bag]')
  const count = one<HTMLElement>('[data-bag-count]')
  if (bag) bag.href = answer.cart
  if (count) {
    count.textContent = String(answer.units)
    count.hidden = answer.units === 0
  }
  toast(answer.added)
}
