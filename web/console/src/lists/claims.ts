import { language } from '@storelet/shared'
import type { ListDefinition, Row } from '../lib/list'
import { word } from '../lib/vocabulary'
import { seller } from './sharing'

export const claimRules: ListDefinition = {
  path: 'claim-rules',
  exported: 'claim-rules',
  id: 'claim_rule_id',
  sort: '-created_at',
  searched: ['用语、理由、依据', 'Words, reason or source'],
  columns: [
    { key: 'words', label: ['用语', 'Words'], text: (row) => (row.words as string[]).join('、') },
    { key: 'family', label: ['类别', 'Family'], kind: 'state', sort: 'family' },
    { key: 'verdict', label: ['处理', 'Verdict'], kind: 'state', sort: 'verdict' },
    { key: 'why', label: ['理由', 'Why'], under: (row) => String(row.source) },
    { key: 'created_by', label: ['添加人', 'By'] },
    { key: 'created_at', label: ['添加', 'Added'], kind: 'day', sort: 'created_at' },
    { key: 'ended_at', label: ['停用', 'Ended'], kind: 'instant' },
  ],
  filters: [
    { key: 'family', label: ['类别', 'Family'], kind: 'choice', choices: ['income', 'health', 'other'] },
    { key: 'verdict', label: ['处理', 'Verdict'], kind: 'choice', choices: ['refuse', 'flag', 'allow'] },
  ],
  empty: ['还没有自己的用语规则；法律要求的规则始终有效。', 'No words of your own yet. Those of the law always hold.'],
}

interface Said {
  matched?: string
  quoted?: string
  words?: string
  why?: string
  why_zh?: string
}
const why = (row: Row) => [...new Set((row.findings as Said[]).map((one) => (language.value === 'zh' ? one.why_zh : one.why) ?? ''))].join('；')

export const claimFlags: ListDefinition = {
  path: 'claim-flags',
  exported: 'claim-flags',
  id: 'claim_flag_id',
  sort: '-at',
  searched: ['文字、卖家', 'Text or seller'],
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'text', label: ['文字', 'Text'], under: why },
    { key: 'subject_kind', label: ['出处', 'Where'], sort: 'subject_kind', text: (row) => word(String(row.subject_kind)), under: (row) => String(row.field) },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: (row) => (row.seller_id ? seller(row) : undefined) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state', under: (row) => String(row.decision_note) },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['open', 'kept', 'superseded'] },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['没有需要查看的文字', 'No text waits for a look'],
}
