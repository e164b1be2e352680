/** Days and times as `datetime-local` and `date` fields hold them, in the reader's own zone. */
import { day, language } from '@storelet/shared'


/** The instant of a field's text; null for an empty one. */
export function instantOf(text: string): string | null {
  return text ? new Date(text).toISOString() : null
}

const two = (n: number) => String(n).padStart(2, '0')

/** What a `datetime-local` field shows for an instant. */
export function fieldOf(instant: string | null | undefined): string {
  if (!instant) return ''
  const at = new Date(instant)
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`
}

/** A period of whole days, both included, as instants: the end is the first instant after it. Null while it is none. */
export function periodOfDays(from: string, to: string): { since: string; until: string } | null {
  if (!from || !to) return null
  const since = new Date(`${from}T00:00:00`)
  const until = new Date(`${to}T00:00:00`)
  until.setDate(until.getDate() + 1)
  return since < until ? { since: since.toISOString(), until: until.toISOString() } : null
}

/** The day as a `date` field holds it. */
export function dayField(at: Date): string {
  return `${String(at.getFullYear())}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

/** A day of the calendar (`2026-03-01`), as the reader writes it. */
export function calendarDay(date: string): string {
  return day(`${date}T00:00:00Z`, 'UTC')
}

/** A month of the calendar (`2026-03`), as the reader writes it. */
export function calendarMonth(month: string): string {
  return new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))
}
