/** A coupon's discount as its form holds it, and as the API takes it. */
export interface Discount {
  kind: 'amount' | 'rate' | 'none'
  amount: number | null
  rate: string | null
  minimum: number | null
}

export const NO_DISCOUNT: Discount = { kind: 'none', amount: null, rate: null, minimum: null }

export function discountBody(given: Discount) {
  return {
    kind: given.kind,
    amount_off: given.kind === 'amount' ? (given.amount ?? 0) : 0,
    rate_off: given.kind === 'rate' ? (given.rate ?? '0') : '0',
    minimum_total: given.kind === 'none' ? 0 : (given.minimum ?? 0),
  }
}
