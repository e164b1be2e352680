import { money, number } from '@storelet/shared'
import { currency } from '../lib/brandFacts'
import type { ListDefinition, Row } from '../lib/list'
import { word } from '../lib/vocabulary'

function range(row: Row): string {
  if (row.lowest_price === null) return '—'
  const low = money(Number(row.lowest_price), currency.value)
  return row.lowest_price === row.highest_price ? low : `${low} – ${money(Number(row.highest_price), currency.value)}`
}

export const products: ListDefinition = {
  path: 'products',
  exported: 'products',
  id: 'product_id',
  sort: '-created_at',
  searched: ['编码、名称、分类', 'Code, name or category'],
  columns: [
    { key: 'name', label: ['商品', 'Product'], sort: 'name', to: (row) => ({ name: 'product', params: { id: String(row.product_id) } }), under: (row) => String(row.code) },
    { key: 'category', label: ['分类', 'Category'], sort: 'category' },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'skus', label: ['SKU', 'SKUs'], kind: 'number' },
    { key: 'lowest_price', label: ['吊牌价', 'List price'], kind: 'money', text: range },
    { key: 'free', label: ['可售', 'Free units'], kind: 'number' },
    { key: 'created_at', label: ['创建', 'Created'], kind: 'day', sort: 'created_at' },
  ],
  filters: [
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['draft', 'active', 'archived'] },
    { key: 'category', label: ['分类', 'Category'], kind: 'text' },
  ],
  empty: ['还没有商品。新建一件，或导入 CSV 文件。', 'No products yet. Add one, or import a CSV file.'],
}

export const skus: ListDefinition = {
  path: 'skus',
  exported: 'skus',
  id: 'sku_id',
  sort: 'code',
  searched: ['SKU、商品、条码', 'SKU, product or barcode'],
  columns: [
    { key: 'code', label: ['SKU', 'SKU'], kind: 'code', sort: 'code', to: (row) => ({ name: 'product', params: { id: String(row.product_id) } }) },
    { key: 'product_name', label: ['商品', 'Product'], under: (row) => [row.style, row.colour, row.size].filter(Boolean).join(' / ') },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'tier_eligible', label: ['计入阶梯', 'In tiers'], kind: 'truth' },
    { key: 'list_price', label: ['吊牌价', 'List price'], kind: 'money', sort: 'list_price' },
    { key: 'retail_floor', label: ['最低零售价', 'Floor'], kind: 'money' },
    { key: 'retail_ceiling', label: ['最高零售价', 'Ceiling'], kind: 'money' },
    { key: 'on_hand', label: ['在库', 'On hand'], kind: 'number' },
    { key: 'reserved', label: ['占用', 'Reserved'], kind: 'number' },
  ],
  filters: [
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['active', 'archived'] },
    { key: 'tier_eligible', label: ['计入阶梯', 'In tiers'], kind: 'truth' },
  ],
  empty: ['还没有 SKU', 'No SKUs yet'],
}

export const stockLevels: ListDefinition = {
  path: 'stock-levels',
  exported: 'stock-levels',
  id: 'sku_id',
  sort: 'sku',
  searched: ['SKU、商品', 'SKU or product'],
  columns: [
    { key: 'sku_code', label: ['SKU', 'SKU'], kind: 'code', sort: 'sku' },
    { key: 'product_name', label: ['商品', 'Product'], under: (row) => [row.style, row.colour, row.size].filter(Boolean).join(' / ') },
    { key: 'location_name', label: ['仓库', 'Location'], sort: 'location' },
    { key: 'on_hand', label: ['在库', 'On hand'], kind: 'number', sort: 'on_hand' },
    { key: 'reserved', label: ['占用', 'Reserved'], kind: 'number', sort: 'reserved' },
    { key: 'free', label: ['可售', 'Free'], kind: 'number', sort: 'free' },
  ],
  filters: [{ key: 'location', label: ['仓库编码', 'Location code'], kind: 'text' }],
  empty: ['还没有库存', 'Nothing in stock yet'],
}

export const stores: ListDefinition = {
  path: 'stores',
  exported: 'stores',
  id: 'store_id',
  sort: '-created_at',
  searched: ['店名、地址、卖家', 'Name, address or seller'],
  columns: [
    { key: 'name', label: ['店铺', 'Store'], sort: 'name', to: (row) => ({ name: 'store', params: { id: String(row.store_id) } }), under: (row) => `/${String(row.slug)}` },
    { key: 'seller_name', label: ['店主', 'Owner'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'seller_kind', label: ['身份', 'Kind'], kind: 'state', sort: 'seller_kind' },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'ships_from', label: ['发货', 'Ships from'], kind: 'state', sort: 'ships_from' },
    { key: 'items', label: ['选品', 'Products'], kind: 'number' },
    { key: 'created_at', label: ['开店', 'Opened'], kind: 'day', sort: 'created_at' },
  ],
  filters: [
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['draft', 'published', 'paused'] },
    { key: 'seller_kind', label: ['身份', 'Kind'], kind: 'choice', choices: ['staff', 'reseller'] },
  ],
  empty: ['还没有店铺', 'No stores yet'],
}

export const links: ListDefinition = {
  path: 'links',
  exported: 'links',
  id: 'link_id',
  sort: '-created_at',
  searched: ['短码、活动、商品、卖家', 'Code, campaign, product or seller'],
  columns: [
    { key: 'code', label: ['短码', 'Code'], kind: 'code', sort: 'code', to: (row) => ({ name: 'link', params: { id: String(row.link_id) } }) },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }) },
    { key: 'target_kind', label: ['指向', 'Leads to'], kind: 'state', sort: 'target_kind', under: (row) => String(row.target_ref) },
    { key: 'channel', label: ['渠道', 'Channel'], sort: 'channel', text: (row) => word(String(row.channel)) },
    { key: 'campaign', label: ['活动', 'Campaign'], sort: 'campaign' },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'clicks', label: ['点击', 'Clicks'], kind: 'number' },
    { key: 'people', label: ['人数', 'People'], kind: 'number' },
    { key: 'created_at', label: ['创建', 'Created'], kind: 'day', sort: 'created_at' },
  ],
  filters: [
    { key: 'channel', label: ['渠道', 'Channel'], kind: 'text' },
    { key: 'campaign', label: ['活动', 'Campaign'], kind: 'text' },
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['active', 'paused'] },
  ],
  empty: ['还没有推广链接', 'No links yet'],
}

export const stockMovements: ListDefinition = {
  path: 'stock-movements',
  exported: 'stock-movements',
  id: 'movement_id',
  sort: '-at',
  searched: ['SKU、商品', 'SKU or product'],
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'sku_code', label: ['SKU', 'SKU'], kind: 'code', under: (row) => String(row.product_name) },
    { key: 'location_code', label: ['仓库', 'Location'], kind: 'code' },
    { key: 'reason', label: ['原因', 'Reason'], kind: 'state', sort: 'reason' },
    { key: 'qty', label: ['变动', 'Units'], kind: 'number', sort: 'qty', text: (row) => (Number(row.qty) > 0 ? `+${number(Number(row.qty))}` : number(Number(row.qty))) },
  ],
  filters: [
    { key: 'reason', label: ['原因', 'Reason'], kind: 'choice', choices: ['received', 'adjusted', 'retail_sold', 'retail_refunded', 'wholesale_sold', 'wholesale_returned'] },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['库存还没有变动', 'No stock has moved yet'],
}
