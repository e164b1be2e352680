import { day } from '@storelet/shared'
import { zone } from '../lib/brandFacts'
import { shortHash } from '../lib/hash'
import type { ListDefinition, Row } from '../lib/list'
import { say } from '../lib/text'
import { word } from '../lib/vocabulary'
import { seller } from './sharing'

/** A period of instants as its days: the end is the first instant after it. */
export function days(row: Row): string {
  const last = new Date(new Date(String(row.until)).getTime() - 1).toISOString()
  return `${day(String(row.since), zone.value)} – ${day(last, zone.value)}`
}

export const evidenceReports: ListDefinition = {
  path: 'compliance/evidence-reports',
  exported: 'evidence-reports',
  id: 'evidence_id',
  sort: '-made_at',
  searched: ['用途、哈希', 'Note or hash'],
  columns: [
    { key: 'since', label: ['期间', 'Period'], sort: 'since', text: days, to: (row) => ({ name: 'evidence-report', params: { id: String(row.evidence_id) } }) },
    { key: 'note', label: ['用途', 'Made for'] },
    { key: 'hash', label: ['哈希', 'Hash'], kind: 'code', text: (row) => shortHash(row.hash) },
    { key: 'made_by', label: ['生成人', 'By'] },
    { key: 'made_at', label: ['生成', 'Made'], kind: 'instant', sort: 'made_at' },
  ],
  filters: [{ key: 'made_at', label: ['生成', 'Made'], kind: 'dates' }],
  empty: ['还没有生成过证据报告', 'No evidence report was made yet'],
}

export const complaints: ListDefinition = {
  path: 'complaints',
  exported: 'complaints',
  id: 'complaint_id',
  sort: '-at',
  searched: ['内容、卖家', 'Words or seller'],
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: seller },
    { key: 'topic', label: ['事由', 'About'], kind: 'state', sort: 'topic' },
    { key: 'body', label: ['内容', 'What is said'] },
    { key: 'case_code', label: ['个案', 'Case'], kind: 'code', to: (row) => (row.case_id ? { name: 'case', params: { id: String(row.case_id) } } : undefined), under: (row) => (row.case_state ? word(String(row.case_state)) : '') },
  ],
  filters: [
    { key: 'topic', label: ['事由', 'About'], kind: 'choice', choices: ['refund', 'income_claim', 'forced_purchase', 'recruiting', 'other'] },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['没有卖家投诉', 'No seller has complained'],
}

export const freezes: ListDefinition = {
  path: 'compliance/freezes',
  exported: 'freezes',
  id: 'freeze_id',
  sort: '-started_at',
  searched: ['原因', 'Reason'],
  columns: [
    { key: 'started_at', label: ['开始', 'From'], kind: 'instant', sort: 'started_at' },
    { key: 'kind', label: ['停止', 'Stopped'], sort: 'kind', text: (row) => word(String(row.kind)) },
    { key: 'reason', label: ['原因', 'Why'], under: (row) => String(row.started_by ?? '') },
    { key: 'report_id', label: ['起因', 'Cause'], text: (row) => (row.report_id ? say(['合规报告', 'A report']) : say(['人工', 'By hand'])), to: (row) => (row.report_id ? { name: 'report', params: { id: String(row.report_id) } } : undefined) },
    { key: 'ended_at', label: ['结束', 'Until'], kind: 'instant', under: (row) => [row.ended_by, row.ended_note].filter(Boolean).join(' · ') },
  ],
  filters: [
    { key: 'standing', label: ['仍在停止', 'Still stopped'], kind: 'truth' },
    { key: 'started_at', label: ['开始', 'From'], kind: 'dates' },
  ],
  empty: ['从未停止过计提佣金', 'Commission never stood still'],
}
