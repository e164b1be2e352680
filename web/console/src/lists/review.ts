import type { ListDefinition, Row } from '../lib/list'
import { word } from '../lib/vocabulary'

const order = (row: Row) => ({ name: 'order', params: { code: String(row.order) } })
const seller = (row: Row) => ({ name: 'seller', params: { id: String(row.seller_id) } })

export const appeals: ListDefinition = {
  path: 'appeals',
  exported: 'appeals',
  id: 'appeal_id',
  sort: 'deadline',
  searched: ['订单号、卖家', 'Order or seller'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code', to: order, under: (row) => `#${String(row.line_no)} · ${String(row.sku)}` },
    { key: 'seller_name', label: ['申诉人', 'Seller'], to: seller },
    { key: 'paid', label: ['实付', 'Paid'], kind: 'money' },
    { key: 'reason', label: ['理由', 'Reason'], under: (row) => String(row.decision_note) },
    { key: 'state', label: ['状态', 'State'], kind: 'state' },
    { key: 'filed_at', label: ['提出', 'Filed'], kind: 'instant' },
    { key: 'deadline', label: ['截止', 'Deadline'], kind: 'instant', sort: 'deadline' },
  ],
  filters: [{ key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['open', 'granted', 'declined', 'withdrawn'] }],
  empty: ['没有申诉', 'No appeals'],
}

export const signals: ListDefinition = {
  path: 'fraud-signals',
  exported: 'fraud-signals',
  id: 'signal_id',
  sort: '-found_at',
  searched: ['订单号、卖家', 'Order or seller'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code', to: order },
    { key: 'rule', label: ['信号', 'Signal'], sort: 'rule', text: (row) => word(String(row.rule)) },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: seller },
    { key: 'amount', label: ['金额', 'Amount'], kind: 'money' },
    { key: 'line_state', label: ['佣金', 'Commission'], kind: 'state' },
    { key: 'hold_state', label: ['冻结', 'Hold'], kind: 'state' },
    { key: 'found_at', label: ['发现', 'Found'], kind: 'instant', sort: 'found_at' },
  ],
  filters: [
    { key: 'rule', label: ['信号代码', 'Signal code'], kind: 'text' },
    { key: 'held', label: ['已冻结', 'Held'], kind: 'truth' },
    { key: 'found_at', label: ['发现', 'Found'], kind: 'dates' },
  ],
  empty: ['没有可疑信号', 'Nothing suspicious was found'],
}
