/** A text in both languages, where a catalogue of its own would be too much: the labels of lists and menus. */
import { language } from '@storelet/shared'

export type Text = readonly [zh: string, en: string]

export function say(text: Text): string {
  return language.value === 'zh' ? text[0] : text[1]
}
