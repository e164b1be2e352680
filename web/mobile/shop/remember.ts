/** What a guest typed is still there on the next visit, in this browser alone. Nothing secret is kept. */
import { all, kept, one } from './dom'

const KEPT = ['name', 'phone', 'email', 'country', 'region', 'city', 'street', 'postcode']

export function rememberForms(): void {
  for (const form of all<HTMLFormElement>('[data-remember]')) {
    const name = `storelet.${form.dataset.remember ?? ''}`
    let typed: Record<string, string> = {}
    try {
      typed = JSON.parse(kept.get(name) ?? '{}') as Record<string, string>
    } catch {
      typed = {}
    }
    for (const field of KEPT) {
      const input = one<HTMLInputElement>(`[name="${field}"]`, form)
      const before = typed[field]
      if (input && !input.value && typeof before === 'string') input.value = before
    }
    form.addEventListener('input', () => {
      for (const field of KEPT) {
        const input = one<HTMLInputElement>(`[name="${field}"]`, form)
        if (input) typed[field] = input.value
      }
      kept.set(name, JSON.stringify(typed))
    })
  }
  chosenAddress()
}

/** The fields of a new address show when a new address is what is chosen. */
function chosenAddress(): void {
  const fields = one<HTMLElement>('[data-new-address]')
  const radios = all<HTMLInputElement>('input[name=address_id]')
  if (!fields || !radios.length) return
  const show = (): void => {
    fields.hidden = radios.find((radio) => radio.checked)?.value !== ''
  }
  for (const radio of radios) radio.addEventListener('change', show)
  show()
}
