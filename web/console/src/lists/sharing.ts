import { day, money, number, percent } from '@storelet/shared'
import { currency, zone } from '../lib/brandFacts'
import type { ListDefinition, Row } from '../lib/list'
import { say, type Text } from '../lib/text'
import { word } from '../lib/vocabulary'

export const seller = (row: Row) => ({ name: 'seller', params: { id: String(row.seller_id) } })
const link = (row: Row, id = 'link_id') => (row[id] ? { name: 'link', params: { id: String(row[id]) } } : undefined)

/** What a coupon takes off. */
export function discount(row: Row): string {
  if (row.kind === 'amount') return `− ${money(Number(row.amount_off), currency.value)}`
  return row.kind === 'rate' ? `− ${percent(String(row.rate_off), 2)}` : word('none')
}
function span(row: Row): string {
  const at = (name: string, open: string) => (row[name] ? day(String(row[name]), zone.value) : open)
  return row.valid_from || row.valid_until ? `${at('valid_from', '…')} – ${at('valid_until', '…')}` : say(['不限', 'Any time'])
}
const uses = (row: Row) => `${number(Number(row.used))} / ${row.use_limit === null ? '∞' : number(Number(row.use_limit))}`

export const coupons: ListDefinition = {
  path: 'coupons',
  exported: 'coupons',
  id: 'coupon_id',
  sort: '-created_at',
  searched: ['券码、卖家', 'Code or seller'],
  columns: [
    { key: 'code', label: ['券码', 'Code'], kind: 'code', sort: 'code' },
    { key: 'seller_name', label: ['归属卖家', 'Credits'], to: seller, under: (row) => word(String(row.channel)) },
    { key: 'kind', label: ['优惠', 'Discount'], sort: 'kind', text: discount },
    { key: 'minimum_total', label: ['满额可用', 'From'], kind: 'money' },
    { key: 'valid_until', label: ['有效期', 'Valid'], text: span },
    { key: 'used', label: ['已用 / 上限', 'Used / limit'], kind: 'number', sort: 'used', text: uses },
    { key: 'created_at', label: ['创建', 'Made'], kind: 'day', sort: 'created_at' },
  ],
  filters: [
    { key: 'kind', label: ['优惠', 'Discount'], kind: 'choice', choices: ['amount', 'rate', 'none'] },
    { key: 'channel', label: ['渠道', 'Channel'], kind: 'text' },
    { key: 'created_at', label: ['创建', 'Made'], kind: 'dates' },
  ],
  empty: ['还没有优惠券', 'No coupons yet'],
}

const PLACE: Record<string, Text> = { open: ['开放', 'Open'], closed: ['已关闭', 'Closed'] }
export const places: ListDefinition = {
  path: 'places',
  exported: 'places',
  id: 'place_id',
  sort: '-created_at',
  searched: ['名称、卖家', 'Name or seller'],
  columns: [
    { key: 'name', label: ['扫码点', 'Place'], sort: 'name', under: (row) => word(String(row.kind)) },
    { key: 'seller_name', label: ['归属卖家', 'Credits'], to: seller },
    { key: 'status', label: ['状态', 'Status'], sort: 'status', text: (row) => say(PLACE[String(row.status)] ?? ['—', '—']) },
    { key: 'code', label: ['链接', 'Link'], kind: 'code', to: (row) => link(row), under: (row) => word(String(row.channel)) },
    { key: 'step_seconds', label: ['换码间隔', 'Changes every'], kind: 'number', text: (row) => say([`${String(row.step_seconds)} 秒`, `${String(row.step_seconds)} s`]) },
    { key: 'scans', label: ['扫码', 'Scans'], kind: 'number' },
    { key: 'coupons_given', label: ['已领券', 'Coupons given'], kind: 'number', text: (row) => (row.coupon_limit === null ? number(Number(row.coupons_given)) : `${number(Number(row.coupons_given))} / ${number(Number(row.coupon_limit))}`) },
    { key: 'opens_at', label: ['开放', 'Open from'], kind: 'instant' },
    { key: 'closes_at', label: ['结束', 'Until'], kind: 'instant' },
  ],
  filters: [
    { key: 'kind', label: ['类型', 'Kind'], kind: 'choice', choices: ['shop', 'event', 'shelf'] },
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['open', 'closed'], said: PLACE },
  ],
  empty: ['还没有扫码点。新建门店、活动或货架的动态码。', 'No places yet. Make a rotating code for a shop, an event or a shelf.'],
}

export const handOuts: ListDefinition = {
  path: 'coupon-hand-outs',
  exported: 'coupon-hand-outs',
  id: 'hand_out_id',
  sort: '-at',
  searched: ['券码、扫码点、卖家', 'Code, place or seller'],
  columns: [
    { key: 'at', label: ['领取', 'Given'], kind: 'instant', sort: 'at' },
    { key: 'place_name', label: ['扫码点', 'Place'] },
    { key: 'code', label: ['券码', 'Code'], kind: 'code' },
    { key: 'kind', label: ['优惠', 'Discount'], text: discount },
    { key: 'seller_name', label: ['归属卖家', 'Credits'], to: seller },
    { key: 'customer_name', label: ['顾客', 'Customer'], text: (row) => String(row.customer_name ?? '') || say(['未登录', 'Not logged in']) },
    { key: 'used', label: ['已使用', 'Used'], kind: 'truth' },
    { key: 'valid_until', label: ['有效期至', 'Valid until'], kind: 'day' },
  ],
  filters: [
    { key: 'used', label: ['已使用', 'Used'], kind: 'truth' },
    { key: 'at', label: ['领取', 'Given'], kind: 'dates' },
  ],
  empty: ['还没有人在扫码点领券', 'Nobody has taken a coupon at a place yet'],
}

export const kits: ListDefinition = {
  path: 'share-kits',
  exported: 'share-kits',
  id: 'kit_id',
  sort: '-version',
  searched: ['说明', 'Note'],
  columns: [
    { key: 'version', label: ['版本', 'Version'], kind: 'number', sort: 'version', text: (row) => `v${String(row.version)}`, to: (row) => ({ name: 'share-kit', params: { id: String(row.kit_id) } }) },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state' },
    { key: 'body', label: ['规则', 'Rules'], text: (row) => rulesOf(row) },
    { key: 'previewed', label: ['已预览', 'Previewed'], kind: 'truth' },
    { key: 'note', label: ['说明', 'Note'] },
    { key: 'created_by', label: ['起草', 'By'] },
    { key: 'edited_at', label: ['修改', 'Changed'], kind: 'instant', sort: 'edited_at' },
    { key: 'live_from', label: ['启用', 'Live from'], kind: 'instant' },
    { key: 'live_until', label: ['停用', 'Until'], kind: 'instant' },
  ],
  filters: [{ key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['draft', 'live', 'retired'] }],
  empty: ['还没有分享卡片。未设置时使用内置卡片。', 'No share kit yet: until then shares show the built-in card.'],
}
function rulesOf(row: Row): string {
  const { cards, landings } = row.body as { cards: unknown[]; landings: unknown[] }
  return say([`卡片 ${String(cards.length)}，落地 ${String(landings.length)}`, `${String(cards.length)} cards, ${String(landings.length)} landings`])
}

export const customerShares: ListDefinition = {
  path: 'customer-shares',
  exported: 'customer-shares',
  id: 'link_id',
  sort: '-created_at',
  searched: ['短码、昵称、卖家', 'Code, name or seller'],
  columns: [
    { key: 'code', label: ['链接', 'Link'], kind: 'code', to: (row) => link(row) },
    { key: 'shown_name', label: ['分享人', 'Shared by'], text: (row) => String(row.shown_name || say(['匿名', 'Unnamed'])) },
    { key: 'seller_name', label: ['归属卖家', 'Credits'], to: seller, under: (row) => `/${String(row.store)}` },
    { key: 'target_kind', label: ['指向', 'Leads to'], kind: 'state', under: (row) => String(row.target_ref) },
    { key: 'from_link', label: ['来自', 'Came by'], kind: 'code', to: (row) => link(row, 'from_link_id') },
    { key: 'status', label: ['状态', 'Status'], kind: 'state' },
    { key: 'created_at', label: ['分享', 'Shared'], kind: 'instant', sort: 'created_at' },
  ],
  filters: [
    { key: 'target_kind', label: ['指向', 'Leads to'], kind: 'choice', choices: ['store', 'product', 'collection', 'page'] },
    { key: 'created_at', label: ['分享', 'Shared'], kind: 'dates' },
  ],
  empty: ['还没有顾客分享过', 'No shopper has shared anything yet'],
}

export const reshares: ListDefinition = {
  path: 'reshares',
  exported: 'reshares',
  id: 'link_id',
  sort: '-shares',
  searched: ['短码、活动、卖家', 'Code, campaign or seller'],
  columns: [
    { key: 'code', label: ['链接', 'Link'], kind: 'code', to: (row) => link(row) },
    { key: 'seller_name', label: ['卖家', 'Seller'], to: seller },
    { key: 'channel', label: ['渠道', 'Channel'], text: (row) => word(String(row.channel)), under: (row) => String(row.campaign) },
    { key: 'shares', label: ['带来的分享', 'Shares brought'], kind: 'number', sort: 'shares' },
    { key: 'clicks', label: ['点击', 'Clicks'], kind: 'number', sort: 'clicks' },
    { key: 'people', label: ['人数', 'People'], kind: 'number' },
    { key: 'orders', label: ['订单', 'Orders'], kind: 'number', sort: 'orders' },
    { key: 'sales', label: ['销售额', 'Sales'], kind: 'money', sort: 'sales' },
    { key: 'refunded', label: ['已退', 'Refunded'], kind: 'money' },
    { key: 'last_share_at', label: ['最近分享', 'Latest share'], kind: 'instant' },
  ],
  filters: [
    { key: 'channel', label: ['渠道', 'Channel'], kind: 'text' },
    { key: 'campaign', label: ['活动', 'Campaign'], kind: 'text' },
  ],
  empty: ['还没有链接带来新的分享', 'No link has brought a share yet'],
}
