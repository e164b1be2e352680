/** What dry runs answer: the results of their jobs (services/trials and services/wholesale), by the kind of the job. */
import { day } from '@storelet/shared'
import type { Kind } from './policy'

interface Run {
  start: string
  end: string
  currency: string
  more?: boolean
}
export interface TierRun extends Run {
  charged: number
  would_charge: number
  sellers: { seller: string; orders: number; charged: number; would_charge: number; difference: number }[]
  orders: { order: string; seller: string; tier_then: string; tier: string; charged: number; would_charge: number; difference: number }[]
}
export interface ReturnsRun extends Run {
  returns: number
  units: number
  refused_units: number
  refunded: number
  would_refund: number
  get_more: number
  get_less: number
  sellers: { seller: string; name: string; returns: number; units: number; refused_units: number; refunded: number; would_refund: number; difference: number }[]
  lines: { order: string; line: string; seller: string; returned_at: string; qty: number; refunded: number; would_refund: number; difference: number; refused: string | null }[]
}
export interface PlanRun extends Run {
  sales: number
  frozen: number
  cost: number
  would_cost: number
  share: string | null
  would_share: string | null
  gain: number
  lose: number
  sellers: { seller: string; name: string; earned: number; would_earn: number; difference: number }[]
}
export interface AttributionRun extends Run {
  lines: number
  moved: number
  moved_sales: number
  nobody: number
  would_nobody: number
  cost: number
  would_cost: number
  moves: { giver: string | null; giver_name: string | null; taker: string | null; taker_name: string | null; lines: number; sales: number }[]
  sellers: { seller: string; name: string; sales: number; would_sell: number; earned: number; would_earn: number; difference: number }[]
  moved_lines: { order: string; line: string; paid_at: string; sales: number; then: string; would: string; commission: number; would_commission: number }[]
}

const KINDS: Record<string, Kind> = {
  dry_run_schedule: 'tier_schedule',
  dry_run_return_policy: 'return_policy',
  dry_run_commission_plan: 'commission_plan',
  dry_run_attribution_policy: 'attribution_policy',
}

/** The kind of policy that a job tries, or undefined where it is another kind of job. */
export function triedBy(job: string): Kind | undefined {
  return Object.hasOwn(KINDS, job) ? KINDS[job] : undefined
}
export const DRY_RUNS = Object.keys(KINDS)

/** `1 Jan 2026 – 31 Mar 2026`: the end is the first instant that is not in the period any more. */
export function periodSaid(run: Run, zone: string | undefined): string {
  return `${day(run.start, zone)} – ${day(new Date(new Date(run.end).getTime() - 1).toISOString(), zone)}`
}

/** A difference with its sign said. */
export function signed(text: string, value: number): string {
  return value > 0 ? `+${text}` : text
}
