/** Which brand the address speaks of: `/console/demo/orders` is of the brand `demo`. */
const SLUG = /^[a-z0-9][a-z0-9-]{1,38}$/

/** The brand in a path under `base`, or an empty text where there is none. */
export function brandOfAddress(base: string, path: string = window.location.pathname): string {
  const first = path.startsWith(base) ? path.slice(base.length).split('/')[0] : ''
  return first && SLUG.test(first) ? first : ''
}
