import { noun, verb } from '../lib/auditWords'
import type { ListDefinition } from '../lib/list'
import type { Text } from '../lib/text'
import { word } from '../lib/vocabulary'

export const sellers: ListDefinition = {
  path: 'sellers',
  exported: 'sellers',
  id: 'seller_id',
  sort: '-joined_at',
  searched: ['姓名、编号', 'Name or code'],
  columns: [
    {
      key: 'display_name',
      label: ['姓名', 'Name'],
      sort: 'display_name',
      to: (row) => ({ name: 'seller', params: { id: String(row.seller_id) } }),
    },
    { key: 'code', label: ['编号', 'Code'], kind: 'code', sort: 'code' },
    { key: 'kind', label: ['身份', 'Kind'], kind: 'state', sort: 'kind' },
    { key: 'cohort', label: ['批次', 'Cohort'], sort: 'cohort' },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'joined_at', label: ['加入', 'Joined'], kind: 'day', sort: 'joined_at' },
    { key: 'source', label: ['来源', 'Source'] },
  ],
  filters: [
    { key: 'kind', label: ['身份', 'Kind'], kind: 'choice', choices: ['staff', 'reseller'] },
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['active', 'suspended', 'closed'] },
    { key: 'joined_at', label: ['加入', 'Joined'], kind: 'dates' },
  ],
  empty: ['还没有卖家。邀请员工或经销商后，他们会出现在这里。', 'Nobody sells yet. Invite staff or resellers and they appear here.'],
}

export const accounts: ListDefinition = {
  path: 'accounts',
  exported: 'accounts',
  id: 'account_id',
  sort: '-created_at',
  searched: ['姓名、手机号、邮箱', 'Name, phone or e-mail'],
  columns: [
    { key: 'display_name', label: ['姓名', 'Name'], sort: 'display_name', under: (row) => String(row.email ?? row.phone ?? '') },
    { key: 'roles', label: ['角色', 'Roles'], kind: 'list' },
    { key: 'status', label: ['状态', 'Status'], kind: 'state', sort: 'status' },
    { key: 'has_second_factor', label: ['两步验证', 'Second factor'], kind: 'truth' },
    { key: 'last_login_at', label: ['上次登录', 'Last log-in'], kind: 'instant' },
    { key: 'created_at', label: ['创建', 'Created'], kind: 'day', sort: 'created_at' },
  ],
  filters: [
    { key: 'role', label: ['角色', 'Role'], kind: 'choice', choices: ['admin', 'finance', 'operator', 'staff', 'reseller'] },
    { key: 'status', label: ['状态', 'Status'], kind: 'choice', choices: ['invited', 'active', 'suspended', 'closed'] },
  ],
  empty: ['没有账号', 'No accounts'],
}

export const handOvers: ListDefinition = {
  path: 'hand-overs',
  exported: 'hand-overs',
  id: 'hand_over_id',
  sort: '-at',
  searched: ['姓名、原因', 'Name or reason'],
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    { key: 'from_seller', label: ['移交人', 'From'], to: (row) => ({ name: 'seller', params: { id: String(row.from_seller_id) } }) },
    { key: 'to_seller', label: ['接收人', 'To'], to: (row) => ({ name: 'seller', params: { id: String(row.to_seller_id) } }) },
    { key: 'customers', label: ['客户', 'Customers'], kind: 'number' },
    { key: 'links', label: ['链接', 'Links'], kind: 'number' },
    { key: 'coupons', label: ['优惠券', 'Coupons'], kind: 'number' },
    { key: 'reason', label: ['原因', 'Reason'] },
    { key: 'made_by', label: ['操作人', 'By'] },
    { key: 'undone_at', label: ['已撤销', 'Taken back'], kind: 'instant' },
  ],
  filters: [{ key: 'at', label: ['时间', 'When'], kind: 'dates' }],
  empty: ['还没有移交过客户、链接和优惠券', 'Nothing was handed over yet'],
}

export const audit: ListDefinition = {
  path: 'audit-log',
  exported: 'audit-log',
  id: 'audit_id',
  sort: '-at',
  columns: [
    { key: 'at', label: ['时间', 'When'], kind: 'instant', sort: 'at' },
    {
      key: 'actor_name',
      label: ['操作人', 'Who'],
      text: (row) => String(row.actor_name ?? word(String(row.actor_kind))),
    },
    { key: 'action', label: ['操作', 'What'], sort: 'action', text: (row) => verb(String(row.action)) },
    { key: 'subject_kind', label: ['对象', 'On what'], text: (row) => noun(String(row.subject_kind)), under: (row) => String(row.subject_id).slice(0, 8) },
    { key: 'before', label: ['之前', 'Before'], kind: 'json' },
    { key: 'after', label: ['之后', 'After'], kind: 'json' },
  ],
  filters: [
    { key: 'action', label: ['操作代码', 'Code of the act'], kind: 'text' },
    { key: 'subject_kind', label: ['对象代码', 'Code of the thing'], kind: 'text' },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有记录', 'Nothing recorded yet'],
}

const ASKED: Record<string, Text> = { waiting: ['等待批准', 'Waits'] }
export const sellingRequests: ListDefinition = {
  path: 'selling-requests',
  exported: 'selling-requests',
  id: 'request_id',
  sort: '-asked_at',
  searched: ['姓名、手机号、邮箱、留言', 'Name, phone, e-mail or words'],
  columns: [
    { key: 'asked_at', label: ['申请', 'Asked'], kind: 'instant', sort: 'asked_at' },
    { key: 'name', label: ['姓名', 'Name'], under: (row) => String(row.phone ?? row.email ?? '') },
    { key: 'words', label: ['留言', 'What they say'] },
    { key: 'state', label: ['状态', 'State'], kind: 'state', sort: 'state', said: ASKED, under: (row) => String(row.reason) },
    { key: 'seller_id', label: ['卖家', 'Seller'], text: (row) => (row.seller_id ? String(row.name) : '—'), to: (row) => (row.seller_id ? { name: 'seller', params: { id: String(row.seller_id) } } : undefined) },
    { key: 'decided_by', label: ['处理人', 'Answered by'] },
    { key: 'decided_at', label: ['处理', 'Answered'], kind: 'instant' },
  ],
  filters: [
    { key: 'state', label: ['状态', 'State'], kind: 'choice', choices: ['waiting', 'approved', 'refused', 'withdrawn'], said: ASKED },
    { key: 'asked_at', label: ['申请', 'Asked'], kind: 'dates' },
  ],
  empty: ['没有人在等待批准。顾客登录后可以申请开店。', 'Nobody waits for an answer. Shoppers with an account may ask to sell.'],
}
