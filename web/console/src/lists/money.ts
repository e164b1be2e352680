import type { ListDefinition } from '../lib/list'
import { DRY_RUNS } from '../lib/dryRuns'
import { word } from '../lib/vocabulary'

export const batches: ListDefinition = {
  path: 'payout-batches',
  exported: 'payout-batches',
  id: 'batch_id',
  sort: '-created_at',
  searched: ['批次号', 'Batch'],
  columns: [
    { key: 'code', label: ['批次', 'Batch'], kind: 'code', sort: 'code', to: (row) => ({ name: 'payout-batch', params: { id: String(row.batch_id) } }) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'rail', label: ['渠道', 'Rail'], kind: 'state', sort: 'rail' },
    { key: 'items', label: ['笔数', 'Items'], kind: 'number' },
    { key: 'gross', label: ['总额', 'Gross'], kind: 'money' },
    { key: 'tax', label: ['代扣税', 'Withheld'], kind: 'money' },
    { key: 'created_at', label: ['创建', 'Made'], kind: 'instant', sort: 'created_at' },
    { key: 'approved_at', label: ['批准', 'Approved'], kind: 'instant' },
    { key: 'settled_at', label: ['结清', 'Settled'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['draft', 'approved', 'sent', 'settled', 'cancelled'] },
    { key: 'created_at', label: ['创建', 'Made'], kind: 'dates' },
  ],
  empty: ['还没有提现批次', 'No payout batches yet'],
}

export const payoutItems: ListDefinition = {
  path: 'payout-batches',
  exported: '',
  id: 'item_id',
  sort: '-made',
  searched: ['卖家', 'Seller'],
  columns: [
    { key: 'seller', label: ['卖家', 'Seller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state', under: (row) => String(row.failure ?? '') },
    { key: 'gross', label: ['应付', 'Gross'], kind: 'money', sort: 'gross' },
    { key: 'tax', label: ['代扣税', 'Withheld'], kind: 'money' },
    { key: 'net', label: ['实付', 'Net'], kind: 'money' },
    { key: 'rail_ref', label: ['流水号', 'Reference'], kind: 'code' },
    { key: 'settled_at', label: ['结清', 'Settled'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['draft', 'sent', 'confirmed', 'failed', 'unknown', 'cancelled'] },
  ],
  empty: ['此批次没有款项', 'This batch has no items'],
}

export const entries: ListDefinition = {
  path: 'books/entries',
  exported: 'entries',
  id: 'entry_id',
  sort: '-occurred_at',
  columns: [
    { key: 'occurred_at', label: ['发生', 'When'], kind: 'instant', sort: 'occurred_at' },
    { key: 'event', label: ['事件', 'Event'], sort: 'event', text: (row) => word(String(row.event)), to: (row) => ({ name: 'entry', params: { id: String(row.entry_id) } }) },
    { key: 'cause_kind', label: ['起因', 'Cause'], sort: 'cause_kind', text: (row) => word(String(row.cause_kind)), under: (row) => String(row.cause_id).slice(0, 8) },
    { key: 'key', label: ['幂等键', 'Key'], kind: 'code' },
    { key: 'recorded_at', label: ['入账', 'Recorded'], kind: 'instant' },
  ],
  filters: [
    { key: 'order', label: ['订单号', 'Order'], kind: 'text' },
    { key: 'event', label: ['事件代码', 'Event code'], kind: 'text' },
    { key: 'occurred_at', label: ['发生', 'When'], kind: 'dates' },
  ],
  empty: ['账簿还是空的', 'The books are empty'],
}

export const postings: ListDefinition = {
  path: 'books/postings',
  exported: 'postings',
  id: 'posting_id',
  sort: '-occurred_at',
  columns: [
    { key: 'occurred_at', label: ['发生', 'When'], kind: 'instant', sort: 'occurred_at' },
    { key: 'account', label: ['科目', 'Account'], sort: 'account', text: (row) => word(String(row.account)) },
    { key: 'seller_name', label: ['卖家', 'Seller'] },
    { key: 'event', label: ['事件', 'Event'], text: (row) => word(String(row.event)), to: (row) => ({ name: 'entry', params: { id: String(row.entry_id) } }) },
    { key: 'amount', label: ['金额（借正贷负）', 'Amount (debit positive)'], kind: 'money', sort: 'amount' },
  ],
  filters: [
    { key: 'account', label: ['科目', 'Account'], kind: 'choice', choices: ['cash', 'retail_revenue', 'wholesale_revenue', 'commission_expense', 'restocking_fee_income', 'seller_pending', 'seller_available', 'payout_in_flight', 'tax_withheld'] },
    { key: 'occurred_at', label: ['发生', 'When'], kind: 'dates' },
  ],
  empty: ['没有分录', 'No postings'],
}

export const jobs: ListDefinition = {
  path: 'jobs',
  exported: 'jobs',
  id: 'job_id',
  sort: '-created_at',
  searched: ['名称', 'Name'],
  columns: [
    { key: 'kind', label: ['任务', 'Job'], sort: 'kind', text: (row) => word(String(row.kind)), under: (row) => String(row.title), to: (row) => ({ name: 'job', params: { id: String(row.job_id) } }) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'done', label: ['进度', 'Progress'], kind: 'number', text: (row) => (row.total === null ? String(row.done) : `${String(row.done)} / ${String(row.total)}`) },
    { key: 'started_by_name', label: ['发起人', 'By'] },
    { key: 'created_at', label: ['发起', 'Asked'], kind: 'instant', sort: 'created_at' },
    { key: 'finished_at', label: ['结束', 'Ended'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['waiting', 'running', 'done', 'failed', 'cancelled'] },
    { key: 'kind', label: ['任务', 'Job'], kind: 'choice', choices: ['export', 'import_products', ...DRY_RUNS] },
  ],
  empty: ['还没有后台任务。导入、大批量导出和试算会出现在这里。', 'No jobs yet. Imports, long exports and dry runs appear here.'],
}

export const payoutRequests: ListDefinition = {
  path: 'payout-requests',
  exported: 'payout-requests',
  id: 'seller_id',
  sort: 'asked_at',
  searched: ['卖家、编号', 'Seller or code'],
  columns: [
    { key: 'asked_at', label: ['申请', 'Asked'], kind: 'instant', sort: 'asked_at' },
    { key: 'seller', label: ['卖家', 'Seller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }), under: (row) => String(row.seller_code) },
    { key: 'rail', label: ['渠道', 'Rail'], kind: 'state', sort: 'rail' },
    { key: 'verified', label: ['收款人已核实', 'Payee verified'], kind: 'truth' },
  ],
  filters: [
    { key: 'rail', label: ['渠道', 'Rail'], kind: 'choice', choices: ['sandbox', 'csv', 'pain001'] },
    { key: 'asked_at', label: ['申请', 'Asked'], kind: 'dates' },
  ],
  empty: ['没有卖家在等待提现', 'No seller waits to be paid'],
}
