/** The numbers of a JSON object by their paths: exact decimals come as text, deeper ones with their path. */
export function numbersOf(value: unknown, path = ''): Record<string, number> {
  if (typeof value === 'number') return { [path]: value }
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return { [path]: Number(value) }
  if (typeof value !== 'object' || value === null) return {}
  return Object.assign({}, ...Object.entries(value).map(([key, each]) => numbersOf(each, path ? `${path} ${key}` : key))) as Record<string, number>
}
