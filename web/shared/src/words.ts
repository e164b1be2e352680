/**
 * Words in two languages, Chinese first. A catalogue is a plain object of texts and functions of what changes in them;
 * the English one must have the same keys and arguments, or it does not compile.
 *
 *     const words = catalogue({
 *       zh: { left: (n: number) => `剩 ${n} 件` },
 *       en: { left: (n: number) => `${n} left` },
 *     })
 *     words.value.left(3)
 */
import { computed, ref, watchEffect, type ComputedRef } from 'vue'

export type Language = 'zh' | 'en'
/** A text, or a function that makes one of what it is given. */
type Entry = string | ((...given: never[]) => string)
type Same<T> = { [K in keyof T]: T[K] extends string ? string : T[K] }

const KEPT = 'storelet.language'

function kept(): string | null {
  try {
    return window.localStorage.getItem(KEPT)
  } catch {
    // A web view without storage.
    return null
  }
}

function firstLanguage(): Language {
  const asked = new URLSearchParams(window.location.search).get('lang') ?? kept()
  if (asked === 'zh' || asked === 'en') return asked
  for (const tag of navigator.languages) {
    if (tag.startsWith('zh')) return 'zh'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh'
}

/** The language of everything on the screen; also asked of the API. */
export const language = ref<Language>(firstLanguage())

/** Change the language, for this browser from now on. */
export function speak(chosen: Language): void {
  language.value = chosen
  try {
    window.localStorage.setItem(KEPT, chosen)
  } catch {
    // Then for this page alone.
  }
}

watchEffect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
})

/** The catalogue in the language of the moment. */
export function catalogue<T extends Record<string, Entry>>(texts: { zh: T; en: Same<T> }): ComputedRef<Same<T>> {
  return computed(() => (language.value === 'zh' ? (texts.zh as Same<T>) : texts.en))
}
