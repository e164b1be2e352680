/** A dialog about one row: open while there is one, closed without it. */
import { computed, shallowRef } from 'vue'

export function useDialog<T>() {
  const about = shallowRef<T | null>(null)
  return {
    about,
    ask: (row: T) => {
      about.value = row
    },
    open: computed({
      get: () => about.value !== null,
      set: (on: boolean) => {
        if (!on) about.value = null
      },
    }),
  }
}
