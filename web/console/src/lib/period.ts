/** Periods as the overview offers them. Days are the reader's own; the API counts them by the brand's clock. */
export const PERIODS = ['7', '30', '90', '365'] as const

export interface PeriodAsked {
  period: string
  from: string
  to: string
}

/** `start` and `end` of what was chosen: so many days until the end of today, or from a day to a day. */
export function periodOf(asked: PeriodAsked, now = new Date()): { start: string; end: string } {
  if (asked.period === 'own' && asked.from && asked.to) {
    const start = new Date(`${asked.from}T00:00:00`)
    const end = new Date(`${asked.to}T00:00:00`)
    end.setDate(end.getDate() + 1)
    if (start < end) return { start: start.toISOString(), end: end.toISOString() }
  }
  const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1)
  const start = new Date(end)
  start.setDate(end.getDate() - (Number(asked.period) || 30))
  return { start: start.toISOString(), end: end.toISOString() }
}
