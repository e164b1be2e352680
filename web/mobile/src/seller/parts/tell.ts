/** A word that something went through, said to eyes and to screen readers, gone by itself. */
import { ref } from 'vue'

const SHOWN_MS = 4000

export const told = ref('')
let timer = 0

export function tell(text: string): void {
  told.value = text
  window.clearTimeout(timer)
  timer = window.setTimeout(() => {
    told.value = ''
  }, SHOWN_MS)
}
