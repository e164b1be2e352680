import { number } from '@storelet/shared'
import type { ListDefinition, Row } from '../lib/list'
import { say, type Text } from '../lib/text'

const stars = (row: Row) => '★'.repeat(Number(row.stars)) + '☆'.repeat(5 - Number(row.stars))

export const reviews: ListDefinition = {
  path: 'reviews',
  exported: 'reviews',
  id: 'review_id',
  sort: '-written_at',
  searched: ['内容、昵称、商品', 'Words, name or product'],
  columns: [
    { key: 'written_at', label: ['时间', 'When'], kind: 'instant', sort: 'written_at' },
    { key: 'stars', label: ['评分', 'Stars'], sort: 'stars', text: stars },
    { key: 'words', label: ['评价', 'Review'], under: (row) => String(row.name || say(['匿名', 'Unnamed'])) },
    { key: 'product_name', label: ['商品', 'Product'], sort: 'product', under: (row) => `/${String(row.store)}` },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state', under: (row) => String(row.hidden_for) },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['shown', 'hidden'] },
    { key: 'written_at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有评价。送达后的顾客可以写评价。', 'No reviews yet. Customers may write one after delivery.'],
}

const ASKED: Record<string, Text> = { open: ['待回答', 'Unanswered'] }
export const questions: ListDefinition = {
  path: 'questions',
  exported: 'questions',
  id: 'question_id',
  sort: '-asked_at',
  searched: ['问题、回答、商品、店铺', 'Question, answer, product or store'],
  columns: [
    { key: 'asked_at', label: ['时间', 'When'], kind: 'instant', sort: 'asked_at' },
    { key: 'words', label: ['问题', 'Question'], text: (row) => String(row.words || say(['问库存', 'Asked about stock'])), under: (row) => String(row.name) },
    { key: 'answer', label: ['回答', 'Answer'], text: (row) => String(row.answer) || stockThen(row) },
    { key: 'product_name', label: ['商品', 'Product'], sort: 'product', under: (row) => String(row.sku) },
    { key: 'store_name', label: ['店铺', 'Store'], sort: 'store', under: (row) => `/${String(row.store)}` },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state', said: ASKED },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['open', 'answered', 'hidden'], said: ASKED },
    { key: 'asked_at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有顾客提问', 'No shopper has asked anything yet'],
}
function stockThen(row: Row): string {
  return row.units_then === null ? '—' : say([`当时可售 ${number(Number(row.units_then))} 件`, `${number(Number(row.units_then))} units then`])
}

/** By whose word two are one. */
const VIA: Record<string, Text> = {
  phone: ['同一手机号', 'One phone number'],
  email: ['同一邮箱', 'One e-mail address'],
  login: ['登录', 'Logged in'],
  order: ['下单', 'Ordered'],
  operator: ['人工认定', 'By hand'],
}
export const merges: ListDefinition = {
  path: 'customer-merges',
  exported: 'customer-merges',
  id: 'merge_id',
  sort: '-at',
  searched: ['姓名、原因', 'Name or reason'],
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'from_name', label: ['顾客', 'Customer'], text: (row) => nameOf(row, 'from') },
    { key: 'into_name', label: ['视为', 'Is read as'], text: (row) => nameOf(row, 'into') },
    { key: 'via', label: ['依据', 'By'], kind: 'state', sort: 'via', said: VIA, under: (row) => String(row.reason) },
    { key: 'undone_at', label: ['已撤销', 'Taken back'], kind: 'instant' },
  ],
  filters: [
    { key: 'via', label: ['依据', 'By'], kind: 'choice', choices: ['phone', 'email', 'operator'], said: VIA },
    { key: 'undone', label: ['已撤销', 'Taken back'], kind: 'truth' },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有合并过顾客', 'No customers were merged yet'],
}
export function nameOf(row: Row, which: string): string {
  return String(row[`${which}_name`] || '') || say(['未留姓名', 'No name given'])
}

export const identifications: ListDefinition = {
  path: 'identifications',
  exported: 'identifications',
  id: 'identification_id',
  sort: '-at',
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'visitor_id', label: ['浏览器', 'Browser'], kind: 'code', text: (row) => String(row.visitor_id).slice(-8) },
    { key: 'customer_name', label: ['是顾客', 'Is the customer'], text: (row) => nameOf(row, 'customer') },
    { key: 'via', label: ['依据', 'By'], kind: 'state', sort: 'via', said: VIA },
    { key: 'undone_at', label: ['已撤销', 'Taken back'], kind: 'instant' },
  ],
  filters: [
    { key: 'via', label: ['依据', 'By'], kind: 'choice', choices: ['login', 'order', 'operator'], said: VIA },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有识别出访客', 'No visitor is known as a customer yet'],
}

export const customers: ListDefinition = {
  path: 'customers',
  exported: 'customers',
  id: 'customer_id',
  sort: '-created_at',
  searched: ['姓名、手机号、邮箱', 'Name, phone or e-mail'],
  columns: [
    { key: 'name', label: ['姓名', 'Name'], text: (row) => (row.erased_at ? say(['已抹除', 'Erased']) : String(row.name || say(['未留姓名', 'No name given']))), under: (row) => String(row.phone ?? row.email ?? '') },
    { key: 'has_account', label: ['有账号', 'Has an account'], kind: 'truth' },
    { key: 'orders', label: ['订单', 'Orders'], kind: 'number' },
    { key: 'created_at', label: ['首次', 'Since'], kind: 'day', sort: 'created_at' },
    { key: 'erased_at', label: ['抹除', 'Erased'], kind: 'instant' },
  ],
  filters: [
    { key: 'has_account', label: ['有账号', 'Has an account'], kind: 'truth' },
    { key: 'erased', label: ['已抹除', 'Erased'], kind: 'truth' },
    { key: 'created_at', label: ['首次', 'Since'], kind: 'dates' },
  ],
  empty: ['还没有顾客', 'No customers yet'],
}
