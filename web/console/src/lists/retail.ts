import type { ListDefinition, Row } from '../lib/list'
import { word } from '../lib/vocabulary'

const order = (row: Row, field = 'order') => ({ name: 'order', params: { code: String(row[field]) } })

export const orders: ListDefinition = {
  path: 'orders',
  exported: 'orders',
  id: 'order_id',
  sort: '-placed_at',
  searched: ['订单号、店铺、顾客', 'Order, store or customer'],
  columns: [
    { key: 'code', label: ['订单', 'Order'], kind: 'code', sort: 'code', to: (row) => order(row, 'code') },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'customer_name', label: ['顾客', 'Customer'], under: (row) => String(row.customer_phone ?? row.customer_email ?? '') },
    { key: 'store_name', label: ['店铺', 'Store'], under: (row) => String(row.seller_name) },
    { key: 'from_stock', label: ['自有库存', 'Own stock'], kind: 'truth' },
    { key: 'total', label: ['应付', 'Total'], kind: 'money', sort: 'total' },
    { key: 'refunded_total', label: ['已退', 'Refunded'], kind: 'money', sort: 'refunded_total' },
    { key: 'placed_at', label: ['下单', 'Placed'], kind: 'instant', sort: 'placed_at' },
    { key: 'paid_at', label: ['付款', 'Paid'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['placed', 'paid', 'delivered', 'cancelled'] },
    { key: 'from_stock', label: ['自有库存', 'Own stock'], kind: 'truth' },
    { key: 'placed_at', label: ['下单', 'Placed'], kind: 'dates' },
  ],
  empty: ['还没有订单', 'No orders yet'],
}

export const refunds: ListDefinition = {
  path: 'refunds',
  exported: 'refunds',
  id: 'refund_id',
  sort: '-requested_at',
  searched: ['订单号、原因', 'Order or reason'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code', sort: 'order', to: order },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'units', label: ['件数', 'Units'], kind: 'number' },
    { key: 'amount', label: ['金额', 'Amount'], kind: 'money', sort: 'amount' },
    { key: 'reason', label: ['原因', 'Reason'], under: (row) => String(row.decision_note ?? '') },
    { key: 'store', label: ['店铺', 'Store'], sort: 'store' },
    { key: 'gateway_state', label: ['渠道退款', 'At the gateway'], kind: 'state' },
    { key: 'requested_at', label: ['申请', 'Asked'], kind: 'instant', sort: 'requested_at' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['requested', 'refunded', 'declined'] },
    { key: 'gateway_state', label: ['渠道退款', 'At the gateway'], kind: 'choice', choices: ['pending', 'succeeded', 'failed'] },
    { key: 'requested_at', label: ['申请', 'Asked'], kind: 'dates' },
  ],
  empty: ['没有退款', 'No refunds'],
}

export const payments: ListDefinition = {
  path: 'payments',
  exported: 'payments',
  id: 'payment_id',
  sort: '-created_at',
  searched: ['订单号、渠道流水', 'Order or gateway reference'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code' },
    { key: 'purpose', label: ['用途', 'For'], kind: 'state', sort: 'purpose' },
    { key: 'gateway', label: ['渠道', 'Gateway'], kind: 'state', sort: 'gateway' },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'amount', label: ['金额', 'Amount'], kind: 'money', sort: 'amount' },
    { key: 'returned', label: ['退回', 'Sent back'], kind: 'state' },
    { key: 'created_at', label: ['发起', 'Begun'], kind: 'instant', sort: 'created_at' },
    { key: 'settled_at', label: ['完成', 'Settled'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['pending', 'succeeded', 'failed', 'expired', 'stray'] },
    { key: 'purpose', label: ['用途', 'For'], kind: 'choice', choices: ['retail', 'stock'] },
    { key: 'created_at', label: ['发起', 'Begun'], kind: 'dates' },
  ],
  empty: ['还没有付款', 'No payments yet'],
}

export const commissionLines: ListDefinition = {
  path: 'commission-lines',
  exported: 'commission-lines',
  id: 'commission_line_id',
  sort: '-accrued_at',
  searched: ['订单号、SKU、卖家', 'Order, SKU or seller'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code', sort: 'order', to: order, under: (row) => `#${String(row.line_no)} · ${String(row.sku)}` },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'rule', label: ['规则', 'Rule'], sort: 'rule', under: (row) => String(row.terms) },
    { key: 'base', label: ['基数', 'Base'], kind: 'money' },
    { key: 'amount', label: ['佣金', 'Commission'], kind: 'money', sort: 'amount' },
    { key: 'reversed', label: ['冲回', 'Reversed'], kind: 'money' },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'accrued_at', label: ['计提', 'Accrued'], kind: 'instant', sort: 'accrued_at' },
    { key: 'due_at', label: ['到期', 'Matures'], kind: 'day', sort: 'due_at' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['pending', 'held', 'available', 'paid', 'reversed'] },
    { key: 'seller_kind', label: ['身份', 'Kind'], kind: 'choice', choices: ['staff', 'reseller'] },
    { key: 'rule', label: ['规则', 'Rule'], kind: 'text' },
    { key: 'accrued_at', label: ['计提', 'Accrued'], kind: 'dates' },
  ],
  empty: ['还没有佣金', 'No commission yet'],
}

export const holds: ListDefinition = {
  path: 'commission-holds',
  exported: 'commission-holds',
  id: 'hold_id',
  sort: 'deadline',
  searched: ['订单号、卖家、原因', 'Order, seller or reason'],
  columns: [
    { key: 'order', label: ['订单', 'Order'], kind: 'code', to: order },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'amount', label: ['金额', 'Amount'], kind: 'money' },
    { key: 'reason_code', label: ['类别', 'Kind'], kind: 'state', under: (row) => String(row.reason) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'deadline', label: ['截止', 'Deadline'], kind: 'instant', sort: 'deadline' },
    { key: 'decision_note', label: ['决定', 'Decision'] },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['open', 'released', 'refused'] },
    { key: 'reason_code', label: ['类别', 'Kind'], kind: 'text' },
  ],
  empty: ['没有被冻结的佣金', 'Nothing is held'],
}

export const paymentEvents: ListDefinition = {
  path: 'payment-events',
  exported: 'payment-events',
  id: 'payment_event_id',
  sort: '-received_at',
  searched: ['通知编号、说明', 'Event id or note'],
  columns: [
    { key: 'received_at', label: ['收到', 'Received'], kind: 'instant', sort: 'received_at' },
    { key: 'source', label: ['渠道', 'Gateway'], kind: 'state', sort: 'source', under: (row) => String(row.event_id) },
    { key: 'kind', label: ['通知', 'Event'], sort: 'kind', text: (row) => word(String(row.kind)), under: (row) => String(row.subject) },
    { key: 'state', label: ['处理', 'State'], kind: 'state', sort: 'state', under: (row) => String(row.note) },
    { key: 'occurred_at', label: ['发生', 'Happened'], kind: 'instant' },
    { key: 'applied_at', label: ['处理时间', 'Applied'], kind: 'instant' },
    { key: 'body', label: ['原文', 'As received'], kind: 'json' },
  ],
  filters: [
    { key: 'state', label: ['处理', 'State'], kind: 'choice', choices: ['received', 'applied', 'parked', 'refused', 'ignored'] },
    { key: 'source', label: ['渠道代码', 'Gateway code'], kind: 'text' },
    { key: 'received_at', label: ['收到', 'Received'], kind: 'dates' },
  ],
  empty: ['支付渠道还没有发来通知', 'No gateway has told anything yet'],
}
