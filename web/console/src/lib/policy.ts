/** Policies as their editors hold them: the JSON of scenario.md, and what a first draft looks like. */
import type { DeclaredKind } from './declared'
import type { Text } from './text'

export type Kind = 'tier_schedule' | 'return_policy' | 'commission_plan' | 'attribution_policy'
export type Body = Record<string, unknown>

/** What a draft is kept under while it is written. */
export const draftOf = (kind: Kind | DeclaredKind): string => `policy.${kind}`

export const TITLES: Record<Kind | DeclaredKind, Text> = {
  declared_terms: ['声明条款', 'Declared terms'],
  review_policy: ['审核规则', 'Review policy'],
  tier_schedule: ['阶梯价目', 'Tier schedule'],
  return_policy: ['退货规则', 'Return policy'],
  commission_plan: ['佣金方案', 'Commission plan'],
  attribution_policy: ['归属规则', 'Attribution policy'],
}
export const HINTS: Record<Kind | DeclaredKind, Text> = {
  declared_terms: ['只有品牌自己能说明的事：加入条件、合同、执照、宣传和囤货闸。没有说明的，合规检查会来问。', 'What only the brand can say: joining, contract, licences, advertising, the stocking gate. What is not said, the law’s check asks for.'],
  review_policy: ['哪些可疑信号会冻结佣金、冻结后几天内要有人看、卖家可以申诉多久。', 'Which signals hold a commission, how soon somebody looks, and how long sellers may appeal.'],
  tier_schedule: ['价格随累计进货量走，与名次、位置和拉新无关。新版本不会改动已有的进货单。', 'The price follows the volume bought, never place, rank or recruits. A new version reprices no old order.'],
  return_policy: ['卖不掉的货可以退回。付款时生效的版本管这张进货单的退货。', 'Unsold stock goes back. The version in force at an order’s payment governs its returns.'],
  commission_plan: ['佣金只付给把货卖给最终顾客的人，只有一层。规则从上往下，第一条匹配的生效。', 'Commission is for the sale to an end customer, one level deep. The first rule that matches wins.'],
  attribution_policy: ['一笔销售归谁：按优先顺序逐项查找，第一个找到的决定。', 'Who gets a sale: the precedence is walked, and the first that yields a seller decides.'],
}
export const FIRST: Record<Kind, Body> = {
  tier_schedule: {
    basis: 'list',
    window: { rolling_days: 365 },
    mode: 'all_units',
    counts_current_order: true,
    tiers: [
      { name: 'start', threshold: 0, price_rate: '0.60' },
      { name: 'silver', threshold: 1_000_000, price_rate: '0.50' },
    ],
  },
  return_policy: { window_days: 365, restocking_rate: '0', pricing: 'keep_price' },
  commission_plan: {
    hold_days: 15,
    hold_days_without_delivery: 30,
    total_rate_cap: null,
    caps: { order: null, seller_month: null },
    rules: [{ id: 'all', match: {}, rate: '0.10' }],
  },
  attribution_policy: {
    window_days: 30,
    window_days_by_channel: {},
    precedence: ['coupon', 'binding', 'touch', 'store'],
    model: 'last',
    binding: null,
    self_purchase: 'deny',
  },
}
/** The trial's name in the API. */
export const TRIALS: Record<Kind, string> = {
  tier_schedule: 'tier-schedule',
  return_policy: 'return-policy',
  commission_plan: 'commission-plan',
  attribution_policy: 'attribution-policy',
}

/** What two bodies say differently, as `diff_bodies` of the API tells it of two versions. */
export interface Change {
  path: string
  before: unknown
  after: unknown
}

export function changes(before: unknown, after: unknown, path = ''): Change[] {
  const whole = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
  if (whole(before) && whole(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)])
    return [...keys].flatMap((key) => changes(before[key], after[key], Array.isArray(before) ? `${path}[${key}]` : path ? `${path}.${key}` : key))
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ path, before, after }]
}

export function shown(value: unknown): string {
  return value === undefined ? '—' : typeof value === 'string' ? value : JSON.stringify(value)
}
