/** Files that the page makes or fetches, handed to the browser to keep. */
import { fetched } from '@storelet/shared'

export function keep(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download has begun by then; the bytes need not stay.
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

export async function keepAnswer(path: string, name: string): Promise<void> {
  keep(await (await fetched(path)).blob(), name)
}

/** A spreadsheet runs what begins like a formula: such a text gets an apostrophe before it (infra/csv_text.py). */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function keepCsv(rows: (string | number)[][], name: string): void {
  const lines = rows.map((row) => row.map(cell).join(',')).join('\r\n')
  keep(new Blob(['\ufeff', lines, '\r\n'], { type: 'text/csv;charset=utf-8' }), name)
}
