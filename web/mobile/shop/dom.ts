/** Finding things on the page, and saying something to the shopper. */

export function one<T extends Element>(selector: string, within: ParentNode = document): T | null {
  return within.querySelector<T>(selector)
}

export function all<T extends Element>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector))
}

/** The page's words for scripts, in its own language. */
export function word(name: string): string {
  try {
    const words: unknown = JSON.parse(document.body.dataset.words ?? '{}')
    const found = (words as Record<string, unknown>)[name]
    return typeof found === 'string' ? found : ''
  } catch {
    return ''
  }
}

let fading: ReturnType<typeof setTimeout> | undefined

/** A short notice at the foot of the page, read out by screen readers. */
export function toast(text: string): void {
  const box = one<HTMLElement>('[data-toast]')
  if (!box) return
  box.textContent = text
  box.classList.add('on')
  clearTimeout(fading)
  fading = setTimeout(() => {
    box.classList.remove('on')
    box.textContent = ''
  }, Math.max(2500, text.length * 120))
}

/** What the browser keeps for us; a web view may refuse to. */
export const kept = {
  get(name: string): string | null {
    try {
      return window.localStorage.getItem(name)
    } catch {
      return null
    }
  },
  set(name: string, text: string): void {
    try {
      window.localStorage.setItem(name, text)
    } catch {
      // Then it is forgotten.
    }
  },
}
