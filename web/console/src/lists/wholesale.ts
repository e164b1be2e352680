import type { ListDefinition, Row } from '../lib/list'

const seller = (row: Row) => ({ name: 'seller', params: { id: String(row.seller_id) } })

export const stockOrders: ListDefinition = {
  path: 'stock-orders',
  exported: 'stock-orders',
  id: 'order_id',
  sort: '-placed_at',
  searched: ['进货单号、经销商', 'Order or reseller'],
  columns: [
    { key: 'code', label: ['进货单', 'Order'], kind: 'code', sort: 'code', to: (row) => ({ name: 'stock-order', params: { id: String(row.order_id) } }) },
    { key: 'seller_name', label: ['经销商', 'Reseller'], to: seller, under: (row) => String(row.seller_code) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'tier', label: ['阶梯', 'Tier'], sort: 'tier' },
    { key: 'list_total', label: ['吊牌价', 'List'], kind: 'money' },
    { key: 'net_total', label: ['实付', 'Net'], kind: 'money', sort: 'net_total' },
    { key: 'refunded_total', label: ['已退', 'Returned'], kind: 'money' },
    { key: 'placed_at', label: ['下单', 'Placed'], kind: 'instant', sort: 'placed_at' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['placed', 'paid', 'cancelled'] },
    { key: 'tier', label: ['阶梯', 'Tier'], kind: 'text' },
    { key: 'placed_at', label: ['下单', 'Placed'], kind: 'dates' },
  ],
  empty: ['还没有进货单', 'No stock orders yet'],
}

export const stockReturns: ListDefinition = {
  path: 'stock-returns',
  exported: 'stock-returns',
  id: 'return_id',
  sort: '-returned_at',
  searched: ['进货单号、经销商', 'Order or reseller'],
  columns: [
    { key: 'order_code', label: ['进货单', 'Order'], kind: 'code', to: (row) => ({ name: 'stock-order', params: { id: String(row.order_id) } }) },
    { key: 'seller_name', label: ['经销商', 'Reseller'], to: seller },
    { key: 'gross', label: ['应退', 'Gross'], kind: 'money' },
    { key: 'fee', label: ['手续费', 'Fee'], kind: 'money' },
    { key: 'refund', label: ['实退', 'Refund'], kind: 'money', sort: 'refund' },
    { key: 'tier_after', label: ['阶梯', 'Tier'], text: (row) => (row.tier_before === row.tier_after ? String(row.tier_after) : `${String(row.tier_before)} → ${String(row.tier_after)}`) },
    { key: 'returned_at', label: ['退回', 'Returned'], kind: 'instant', sort: 'returned_at' },
  ],
  filters: [{ key: 'returned_at', label: ['退回', 'Returned'], kind: 'dates' }],
  empty: ['还没有退货', 'No returns yet'],
}

export const stockRefunds: ListDefinition = {
  path: 'stock-refunds',
  exported: 'stock-refunds',
  id: 'refund_id',
  sort: '-created_at',
  searched: ['进货单号、经销商', 'Order or reseller'],
  columns: [
    { key: 'order_code', label: ['进货单', 'Order'], kind: 'code', to: (row) => ({ name: 'stock-order', params: { id: String(row.order_id) } }) },
    { key: 'seller_name', label: ['经销商', 'Reseller'] },
    { key: 'gateway', label: ['渠道', 'Gateway'], kind: 'state', sort: 'gateway' },
    { key: 'amount', label: ['金额', 'Amount'], kind: 'money', sort: 'amount' },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'reference', label: ['流水号', 'Reference'], kind: 'code' },
    { key: 'created_at', label: ['发起', 'Begun'], kind: 'instant', sort: 'created_at' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['pending', 'succeeded', 'failed'] },
    { key: 'gateway', label: ['渠道', 'Gateway'], kind: 'choice', choices: ['sandbox', 'bank_transfer'] },
  ],
  empty: ['没有退货退款', 'No refunds of returns'],
}

export const lots: ListDefinition = {
  path: 'lots',
  exported: 'lots',
  id: 'lot_id',
  sort: '-paid_at',
  searched: ['经销商、SKU、进货单', 'Reseller, SKU or order'],
  columns: [
    { key: 'sku', label: ['SKU', 'SKU'], kind: 'code' },
    { key: 'seller_name', label: ['经销商', 'Reseller'], to: seller },
    { key: 'order_code', label: ['进货单', 'Order'], kind: 'code', to: (row) => ({ name: 'stock-order', params: { id: String(row.order_id) } }) },
    { key: 'qty', label: ['进货', 'Bought'], kind: 'number' },
    { key: 'sold', label: ['售出', 'Sold'], kind: 'number' },
    { key: 'returned', label: ['退回', 'Returned'], kind: 'number' },
    { key: 'in_hand', label: ['在手', 'In hand'], kind: 'number', sort: 'in_hand' },
    { key: 'sell_through', label: ['动销', 'Sell-through'], kind: 'percent' },
    { key: 'net', label: ['实付', 'Net'], kind: 'money' },
    { key: 'paid_at', label: ['付款', 'Paid'], kind: 'day', sort: 'paid_at' },
    { key: 'return_until', label: ['可退至', 'Return until'], kind: 'day', sort: 'return_until' },
  ],
  filters: [
    { key: 'sku', label: ['SKU', 'SKU'], kind: 'text' },
    { key: 'paid_at', label: ['付款', 'Paid'], kind: 'dates' },
  ],
  empty: ['还没有批次', 'No lots yet'],
}
