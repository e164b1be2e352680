import type { ListDefinition } from '../lib/list'

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
    { key: 'reason', label: ['原因', 'Reason'] },
    { key: 'made_by', label: ['操作人', 'By'] },
    { key: 'undone_at', label: ['已撤销', 'Taken back'], kind: 'instant' },
  ],
  filters: [{ key: 'at', label: ['时间', 'When'], kind: 'dates' }],
  empty: ['还没有移交过客户和链接', 'Nothing was handed over yet'],
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
      text: (row) => String(row.actor_name ?? row.actor_kind),
    },
    { key: 'action', label: ['操作', 'What'], kind: 'code', sort: 'action' },
    { key: 'subject_kind', label: ['对象', 'On what'], under: (row) => String(row.subject_id).slice(0, 8) },
    { key: 'before', label: ['之前', 'Before'], kind: 'json' },
    { key: 'after', label: ['之后', 'After'], kind: 'json' },
  ],
  filters: [
    { key: 'action', label: ['操作', 'What'], kind: 'text' },
    { key: 'subject_kind', label: ['对象', 'On what'], kind: 'text' },
    { key: 'at', label: ['时间', 'When'], kind: 'dates' },
  ],
  empty: ['还没有记录', 'Nothing recorded yet'],
}
