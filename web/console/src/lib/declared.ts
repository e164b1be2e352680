/** Policies that nothing is tried on: what the brand declares of itself, and how it reviews. */
import type { Text } from './text'
import type { Body } from './policy'

export type DeclaredKind = 'declared_terms' | 'review_policy'
export const DECLARED: readonly DeclaredKind[] = ['declared_terms', 'review_policy']

export const FIRST_DECLARED: Record<DeclaredKind, Body> = {
  declared_terms: { jurisdictions: [], joining: { fee: 0, fee_kind: 'none', fee_mandatory: false, purchase_required: 0, purchase_required_for: ['none'] }, selling: {}, stocking: { gate: 'review', starter_cap: 100 } },
  review_policy: { review_days: 7, appeals: { days_to_file: 30, days_to_answer: 14, hold_disputed: true }, rules: {} },
}

/** The fraud rules with the thresholds that a brand may set, and what holds where nothing is written. */
export const FRAUD_RULES: { code: string; label: Text; limits: { name: string; label: Text; usual: number }[] }[] = [
  { code: 'self_purchase_account', label: ['自购：同一账号', 'Own purchase: the account'], limits: [] },
  { code: 'self_purchase_phone', label: ['自购：同一手机号', 'Own purchase: the phone'], limits: [] },
  { code: 'self_purchase_payment', label: ['自购：同一付款账户', 'Own purchase: who paid'], limits: [] },
  { code: 'self_purchase_device', label: ['自购：同一设备', 'Own purchase: the device'], limits: [] },
  { code: 'self_purchase_address', label: ['自购：同一地址', 'Own purchase: the address'], limits: [] },
  { code: 'click_flood', label: ['点击密集', 'Click flood'], limits: [{ name: 'clicks', label: ['点击数', 'Clicks'], usual: 30 }, { name: 'minutes', label: ['几分钟内', 'Within minutes'], usual: 10 }] },
  { code: 'improbable_rhythm', label: ['点击节奏异常', 'Improbable rhythm'], limits: [{ name: 'clicks', label: ['点击数', 'Clicks'], usual: 8 }, { name: 'spread_ms', label: ['间隔差（毫秒）', 'Spread, ms'], usual: 400 }] },
  { code: 'coupon_leaked', label: ['优惠券外泄', 'Coupon leaked'], limits: [{ name: 'orders', label: ['订单数', 'Orders'], usual: 20 }, { name: 'hours', label: ['几小时内', 'Within hours'], usual: 24 }] },
  { code: 'one_household', label: ['同一住户', 'One household'], limits: [{ name: 'customers', label: ['顾客数', 'Customers'], usual: 3 }, { name: 'days', label: ['几天内', 'Within days'], usual: 30 }] },
  { code: 'scans_too_far_apart', label: ['扫码相隔太远', 'Scans too far apart'], limits: [{ name: 'km', label: ['公里', 'Kilometres'], usual: 50 }, { name: 'km_per_hour', label: ['时速（公里）', 'km/h'], usual: 900 }] },
]
export const JURISDICTIONS = ['CN', 'US', 'EU', 'UK', 'IN', 'KR', 'MY', 'TW', 'CA', 'AU', 'SG', 'NO'] as const
