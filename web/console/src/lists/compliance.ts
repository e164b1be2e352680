import { language } from '@storelet/shared'
import { shortHash } from '../lib/hash'
import type { ListDefinition, Row } from '../lib/list'
import { word } from '../lib/vocabulary'

interface Both {
  en: string
  zh: string
}
/** A finding's message in the reader's language. */
function message(row: Row): string {
  const text = (row.finding as { message?: Both } | null)?.message
  return text ? text[language.value] : ''
}
const report = (row: Row) => (row.report_id ? { name: 'report', params: { id: String(row.report_id) } } : undefined)

export const cases: ListDefinition = {
  path: 'compliance/cases',
  exported: 'cases',
  id: 'case_id',
  sort: 'deadline',
  columns: [
    { key: 'code', label: ['个案', 'Case'], kind: 'code', to: (row) => ({ name: 'case', params: { id: String(row.case_id) } }) },
    { key: 'rule', label: ['规则', 'Rule'], kind: 'code', under: (row) => String(row.jurisdiction) },
    { key: 'severity', label: ['程度', 'Severity'], kind: 'state' },
    { key: 'finding', label: ['发现', 'Finding'], text: message },
    { key: 'owner', label: ['负责人', 'Owner'] },
    { key: 'state', label: ['状态', 'State'], kind: 'state' },
    { key: 'deadline', label: ['截止', 'Deadline'], kind: 'day', sort: 'deadline' },
  ],
  filters: [{ key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['open', 'mended', 'accepted', 'unfounded'] }],
  empty: ['没有需要处理的合规发现', 'No finding waits for an answer'],
}

export const reports: ListDefinition = {
  path: 'compliance/reports',
  exported: 'reports',
  id: 'report_id',
  sort: '-at',
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at', to: report },
    { key: 'stage', label: ['对象', 'On'], kind: 'state' },
    { key: 'cause', label: ['起因', 'Cause'], kind: 'state' },
    { key: 'verdicts', label: ['结论', 'Verdicts'], text: (row) => Object.entries((row.verdicts ?? {}) as Record<string, string>).map(([where, what]) => `${where}: ${word(what)}`).join('，') },
    { key: 'judged_on', label: ['法律日期', 'Law as of'] },
    { key: 'report_hash', label: ['哈希', 'Hash'], kind: 'code', text: (row) => shortHash(row.report_hash) },
    { key: 'asked_by', label: ['操作人', 'By'] },
  ],
  filters: [],
  empty: ['还没有合规报告。在规则草稿旁点「合规检查」即可生成。', 'No reports yet. Check a draft against the law to make one.'],
}

export const refusals: ListDefinition = {
  path: 'compliance/refusals',
  exported: 'refusals',
  id: 'refusal_id',
  sort: '-at',
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'kind', label: ['规则', 'Policy'], kind: 'state' },
    { key: 'code', label: ['原因', 'Why'], kind: 'code', to: report },
    { key: 'refused', label: ['发布人', 'By'] },
  ],
  filters: [],
  empty: ['没有被拦下的发布', 'Nothing was refused'],
}

export const signOffs: ListDefinition = {
  path: 'compliance/sign-offs',
  exported: 'sign-offs',
  id: 'sign_off_id',
  sort: '-at',
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'rule', label: ['规则', 'Rule'], kind: 'code', under: (row) => String(row.jurisdiction), to: report },
    { key: 'severity', label: ['程度', 'Severity'], kind: 'state' },
    { key: 'reviewer', label: ['签署人', 'Reviewer'] },
    { key: 'reason', label: ['理由', 'Reason'] },
    { key: 'entered_by', label: ['录入', 'Entered by'] },
  ],
  filters: [],
  empty: ['还没有签署', 'Nobody has signed anything off yet'],
}

export const stockChecks: ListDefinition = {
  path: 'stock-checks',
  exported: 'stock-checks',
  id: 'order_id',
  sort: '-at',
  searched: ['进货单号、经销商', 'Order or reseller'],
  columns: [
    { key: 'order_code', label: ['进货单', 'Order'], kind: 'code', to: (row) => ({ name: 'stock-order', params: { id: String(row.order_id) } }) },
    { key: 'seller_name', label: ['经销商', 'Reseller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'outcome', label: ['结论', 'Outcome'], kind: 'state' },
    { key: 'units', label: ['要进', 'Units'], kind: 'number' },
    { key: 'allowed', label: ['建议上限', 'Allowed'], kind: 'number' },
    { key: 'sold', label: ['90 天售出', 'Sold in 90 days'], kind: 'number' },
    { key: 'in_stock', label: ['在手', 'In hand'], kind: 'number' },
    { key: 'net_total', label: ['金额', 'Net'], kind: 'money' },
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'reason', label: ['说明', 'Reason'] },
  ],
  filters: [{ key: 'outcome', label: ['结论', 'Outcome'], kind: 'text' }],
  empty: ['没有进货审核', 'No order was checked yet'],
}

export const scans: ListDefinition = {
  path: 'compliance/scans',
  exported: 'scans',
  id: 'scan_id',
  sort: '-started_at',
  columns: [
    { key: 'started_at', label: ['时间', 'When'], kind: 'instant', sort: 'started_at', to: report },
    { key: 'cause', label: ['起因', 'Cause'], kind: 'state' },
    { key: 'as_of', label: ['截至', 'As of'] },
    { key: 'findings', label: ['发现', 'Findings'], text: (row) => Object.entries((row.findings ?? {}) as Record<string, number>).map(([what, n]) => `${what}: ${String(n)}`).join('，') || '—' },
    { key: 'finished_at', label: ['完成', 'Done'], kind: 'instant' },
  ],
  filters: [],
  empty: ['还没有检查过。每夜自动检查，也可以立即检查。', 'Nothing was looked at yet. It happens every night, or on demand.'],
}
