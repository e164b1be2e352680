/** Periods as the overview offers them: whole days of the brand's calendar. */
import { addDays, dayOf, midnight } from './zoned'

export const PERIODS = ['7', '30', '90', '365'] as const

export interface PeriodAsked {
  period: string
  from: string
  to: string
}

/** `start` and `end` of what was chosen: so many days until the end of today, or from a day to a day. */
export function periodOf(asked: PeriodAsked, zone: string, now = new Date()): { start: string; end: string } {
  const today = dayOf(now, zone)
  const own = asked.period === 'own' && asked.from && asked.to && asked.from <= asked.to
  const first = own ? asked.from : addDays(today, 1 - (Number(asked.period) || 30))
  const last = own ? asked.to : today
  return { start: midnight(first, zone).toISOString(), end: midnight(addDays(last, 1), zone).toISOString() }
}
