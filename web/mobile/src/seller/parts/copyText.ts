/** Copy a text, and say so; web views that keep the clipboard to themselves are told how else. */
import { catalogue } from '@storelet/shared'
import { tell } from './tell'

const words = catalogue({
  zh: { copied: '已复制', failed: '请长按上面的文字复制' },
  en: { copied: 'Copied', failed: 'Press the text above to copy it' },
})

export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
    tell(words.value.copied)
  } catch {
    tell(words.value.failed)
  }
}
