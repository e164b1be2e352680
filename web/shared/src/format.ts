/** Money, dates and numbers as the reader of the moment writes them. Amounts are whole minor units, as in the API. */
import { language } from './words'

const LOCALES = { zh: 'zh-CN', en: 'en-GB' } as const

function locale(): string {
  return LOCALES[language.value]
}

/** How many decimals a currency has: 2 for CNY, 0 for JPY. */
export function decimalsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** `12345` as the decimal text `123.45`, without a rounding anywhere: what forms show and send back. */
export function decimalText(minor: number, currency: string): string {
  const decimals = decimalsOf(currency)
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0')
  const sign = minor < 0 ? '-' : ''
  const whole = digits.slice(0, digits.length - decimals)
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`
}

/** The minor units of a typed amount, or null where it is none: `1,234.5` is 123450 of a currency with two decimals. */
export function minorUnits(typed: string, currency: string): number | null {
  const decimals = decimalsOf(currency)
  const text = typed.replace(/[,，\s]/g, '')
  const match = /^(-?)(\d{1,13})(?:\.(\d*))?$/.exec(text)
  const fraction = match?.[3] ?? ''
  if (!match || fraction.length > decimals) return null
  const minor = Number(`${match[2] ?? ''}${fraction.padEnd(decimals, '0')}`)
  if (!Number.isSafeInteger(minor)) return null
  return match[1] ? -minor : minor
}

/** Minor units as a price: `¥123.45`. */
export function money(minor: number, currency: string): string {
  const format = new Intl.NumberFormat(locale(), { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  // As text, so that no amount passes through a binary fraction.
  return format.format(decimalText(minor, currency) as unknown as number)
}

/** `0.125`, or the exact text `"0.125"` that the API sends for rates, as `12.5%`. */
export function percent(rate: number | string, decimals = 1): string {
  return new Intl.NumberFormat(locale(), { style: 'percent', maximumFractionDigits: decimals }).format(Number(rate))
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** The day of an instant of the API; `zone` is the brand's time zone where the day is one of the books. */
export function day(instant: string, zone?: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeZone: zone }).format(new Date(instant))
}

export function dayAndTime(instant: string, zone?: string): string {
  const format = new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short', timeZone: zone })
  return format.format(new Date(instant))
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** `3 hours ago`, `in 2 days`. */
export function ago(instant: string, now = Date.now()): string {
  const seconds = (new Date(instant).getTime() - now) / 1000
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit)
  }
  return format.format(Math.trunc(seconds), 'second')
}
