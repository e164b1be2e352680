/** Days of the brand's calendar, whatever the reader's clock says: they are what the API adds up. */
const parts = (zone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** By how much the zone's clock is ahead of UTC at an instant, in milliseconds. */
function ahead(at: number, zone: string): number {
  const read = Object.fromEntries(parts(zone).formatToParts(new Date(at)).map((part) => [part.type, Number(part.value)])) as Record<string, number>
  const clock = Date.UTC(read.year ?? 0, (read.month ?? 1) - 1, read.day ?? 1, read.hour ?? 0, read.minute ?? 0, read.second ?? 0)
  return clock - Math.floor(at / 1000) * 1000
}

/** `2026-03-02` of an instant in a zone. */
export function dayOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(at)
}

/** The day so many days later (negative: earlier). */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** The instant at which a day begins in a zone. Twice, for the clocks may be changed between the guess and the answer. */
export function midnight(day: string, zone: string): Date {
  const clock = new Date(`${day}T00:00:00Z`).getTime()
  const guess = clock - ahead(clock, zone)
  return new Date(clock - ahead(guess, zone))
}
