/** One list of SKUs becomes a question for each of style, colour and size; the price and the stock follow the choice. */
import { all, one } from './dom'

const TRAITS = ['style', 'colour', 'size'] as const
type Trait = (typeof TRAITS)[number]

function traitOf(input: HTMLInputElement, trait: Trait): string {
  return input.dataset[trait] ?? ''
}

function show(input: HTMLInputElement): void {
  const price = one<HTMLElement>('[data-price]')
  const stock = one<HTMLElement>('[data-stock]')
  if (price) price.textContent = input.dataset.price ?? ''
  if (stock) stock.textContent = input.dataset.left ?? ''
}

/** The SKU that has the wanted traits; among several the one that has most of what was chosen before. */
function match(inputs: HTMLInputElement[], wanted: Partial<Record<Trait, string>>, changed: Trait): HTMLInputElement | undefined {
  const fits = inputs.filter((input) => traitOf(input, changed) === wanted[changed])
  const score = (input: HTMLInputElement): number =>
    TRAITS.filter((trait) => traitOf(input, trait) === wanted[trait]).length + (input.disabled ? 0 : 0.5)
  return fits.sort((a, b) => score(b) - score(a))[0]
}

export function groupChoices(): void {
  const box = one<HTMLElement>('[data-choices]')
  if (!box) return
  const inputs = all<HTMLInputElement>('input[name=sku]', box)
  const used = TRAITS.filter((trait) => new Set(inputs.map((input) => traitOf(input, trait))).size > 1)
  if (used.length < 2) {
    for (const input of inputs) input.addEventListener('change', () => { show(input) })
    return
  }

  // What is looked at; a sold-out choice can be looked at and not be bought.
  let current = inputs.find((input) => input.checked)
  const groups = used.map((trait) => group(box, trait, inputs))
  const refresh = (): void => {
    for (const { trait, radios } of groups) {
      for (const radio of radios) {
        radio.checked = current !== undefined && traitOf(current, trait) === radio.value
        const rest = inputs.filter(
          (input) =>
            traitOf(input, trait) === radio.value &&
            used.every((other) => other === trait || !current || traitOf(input, other) === traitOf(current, other)),
        )
        radio.parentElement?.classList.toggle('gone', !rest.some((input) => !input.disabled))
      }
    }
    for (const input of inputs) input.checked = input === current && !input.disabled
    for (const button of all<HTMLButtonElement>('button[name=go]')) button.disabled = current?.disabled ?? false
    if (current) show(current)
  }
  for (const { trait, radios } of groups) {
    for (const radio of radios) {
      radio.addEventListener('change', () => {
        const wanted: Partial<Record<Trait, string>> = {}
        for (const other of used) if (current) wanted[other] = traitOf(current, other)
        wanted[trait] = radio.value
        current = match(inputs, wanted, trait) ?? current
        refresh()
      })
    }
  }
  for (const input of inputs) {
    input.required = false
    input.closest('label')?.setAttribute('hidden', '')
  }
  refresh()
}

function group(box: HTMLElement, trait: Trait, inputs: HTMLInputElement[]): { trait: Trait; radios: HTMLInputElement[] } {
  const field = document.createElement('fieldset')
  field.className = 'group'
  const legend = document.createElement('legend')
  legend.textContent = box.dataset[trait] ?? trait
  field.append(legend)
  const radios: HTMLInputElement[] = []
  for (const value of new Set(inputs.map((input) => traitOf(input, trait)))) {
    const label = document.createElement('label')
    label.className = 'chip'
    const radio = document.createElement('input')
    radio.type = 'radio'
    radio.name = `choose-${trait}`
    radio.value = value
    const words = document.createElement('span')
    words.className = 'chip-words'
    const text = document.createElement('span')
    text.textContent = value || '—'
    words.append(text)
    label.append(radio, words)
    field.append(label)
    radios.push(radio)
  }
  box.append(field)
  return { trait, radios }
}
