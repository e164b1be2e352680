/** What is being typed, kept for this tab: a page that is left, reloaded or logged out of gives it back. */
import { customRef, type Ref } from 'vue'
import { session } from '@storelet/shared'

export function useKept<T>(name: string, first: T): Ref<T> {
  const key = () => `storelet.draft.${session.brand}.${name}`
  let value = read()

  function read(): T {
    try {
      const text = window.sessionStorage.getItem(key())
      return text === null ? structuredClone(first) : (JSON.parse(text) as T)
    } catch {
      return structuredClone(first)
    }
  }
  return customRef((track, trigger) => ({
    get() {
      track()
      return value
    },
    set(next) {
      value = next
      try {
        window.sessionStorage.setItem(key(), JSON.stringify(next))
      } catch {
        // Then for this page alone.
      }
      trigger()
    },
  }))
}

/** Done with it: the next one begins afresh. */
export function forget(name: string): void {
  try {
    window.sessionStorage.removeItem(`storelet.draft.${session.brand}.${name}`)
  } catch {
    // Nothing was kept.
  }
}
