/** The console's menu: groups of pages, each with the roles that may open it. */
import type { Text } from './lib/text'

export interface MenuItem {
  name: string
  label: Text
  roles: readonly string[]
  params?: Record<string, string>
}

export interface MenuGroup {
  label: Text
  items: MenuItem[]
}

export const EVERYBODY = ['admin', 'finance', 'operator'] as const
export const MONEY = ['admin', 'finance'] as const
export const PEOPLE = ['admin', 'operator'] as const

export const MENU: MenuGroup[] = [
  {
    label: ['经营', 'Business'],
    items: [
      { name: 'home', label: ['概览', 'Overview'], roles: EVERYBODY },
      { name: 'orders', label: ['订单', 'Orders'], roles: EVERYBODY },
      { name: 'refunds', label: ['退款', 'Refunds'], roles: EVERYBODY },
      { name: 'payments', label: ['收款', 'Payments'], roles: EVERYBODY },
      { name: 'payment-events', label: ['渠道通知', 'Payment events'], roles: EVERYBODY },
      { name: 'reviews', label: ['评价', 'Reviews'], roles: EVERYBODY },
      { name: 'questions', label: ['顾客提问', 'Questions'], roles: EVERYBODY },
    ],
  },
  {
    label: ['商品与库存', 'Goods'],
    items: [
      { name: 'products', label: ['商品', 'Products'], roles: EVERYBODY },
      { name: 'skus', label: ['SKU 与价格', 'SKUs and prices'], roles: EVERYBODY },
      { name: 'stock-levels', label: ['品牌库存', 'Brand stock'], roles: EVERYBODY },
      { name: 'locations', label: ['仓库与盘点', 'Locations'], roles: EVERYBODY },
      { name: 'stock-movements', label: ['库存流水', 'Stock movements'], roles: EVERYBODY },
    ],
  },
  {
    label: ['进货', 'Wholesale'],
    items: [
      { name: 'stock-orders', label: ['进货单', 'Stock orders'], roles: EVERYBODY },
      { name: 'stock-checks', label: ['进货审核', 'Stock checks'], roles: EVERYBODY },
      { name: 'stock-returns', label: ['进货退货', 'Returns'], roles: EVERYBODY },
      { name: 'stock-refunds', label: ['退货退款', 'Return refunds'], roles: EVERYBODY },
      { name: 'lots', label: ['批次', 'Lots'], roles: EVERYBODY },
      { name: 'reserve', label: ['回购准备金', 'Buy-back reserve'], roles: EVERYBODY },
    ],
  },
  {
    label: ['人员', 'People'],
    items: [
      { name: 'sellers', label: ['卖家', 'Sellers'], roles: EVERYBODY },
      { name: 'selling-requests', label: ['开店申请', 'Requests to sell'], roles: PEOPLE },
      { name: 'accounts', label: ['账号与角色', 'Accounts'], roles: PEOPLE },
      { name: 'hand-overs', label: ['移交记录', 'Hand-overs'], roles: EVERYBODY },
      { name: 'stores', label: ['店铺', 'Stores'], roles: EVERYBODY },
      { name: 'customers', label: ['顾客', 'Customers'], roles: PEOPLE },
      { name: 'merges', label: ['顾客合并', 'Customer merges'], roles: EVERYBODY },
      { name: 'identifications', label: ['访客识别', 'Known visitors'], roles: EVERYBODY },
    ],
  },
  {
    label: ['分享', 'Sharing'],
    items: [
      { name: 'links', label: ['推广链接', 'Links'], roles: EVERYBODY },
      { name: 'coupons', label: ['优惠券', 'Coupons'], roles: EVERYBODY },
      { name: 'share-kits', label: ['分享卡片', 'Share kits'], roles: EVERYBODY },
      { name: 'posters', label: ['海报模板', 'Posters'], roles: EVERYBODY },
      { name: 'places', label: ['扫码点', 'Places'], roles: EVERYBODY },
      { name: 'hand-outs', label: ['领券记录', 'Coupons handed out'], roles: EVERYBODY },
      { name: 'claims', label: ['宣传用语', 'Claims'], roles: EVERYBODY },
      { name: 'customer-shares', label: ['顾客分享', 'Shoppers’ shares'], roles: EVERYBODY },
      { name: 'reshares', label: ['分享再分享', 'Shares that brought shares'], roles: EVERYBODY },
      { name: 'numbers', label: ['分享数据', 'Numbers'], roles: EVERYBODY },
      { name: 'multi-touch', label: ['多触点', 'Multi-touch'], roles: EVERYBODY },
      { name: 'link-hosts', label: ['自有域名', 'Hosts'], roles: EVERYBODY },
    ],
  },
  {
    label: ['规则', 'Rules'],
    items: [
      { name: 'policies', label: ['阶梯价目', 'Tier schedule'], roles: EVERYBODY, params: { kind: 'tier_schedule' } },
      { name: 'policies', label: ['退货规则', 'Return policy'], roles: EVERYBODY, params: { kind: 'return_policy' } },
      { name: 'policies', label: ['佣金方案', 'Commission plan'], roles: EVERYBODY, params: { kind: 'commission_plan' } },
      { name: 'policies', label: ['归属规则', 'Attribution'], roles: EVERYBODY, params: { kind: 'attribution_policy' } },
      { name: 'policies', label: ['声明条款', 'Declared terms'], roles: EVERYBODY, params: { kind: 'declared_terms' } },
      { name: 'policies', label: ['审核规则', 'Review policy'], roles: EVERYBODY, params: { kind: 'review_policy' } },
      { name: 'retail-terms', label: ['零售条款', 'Retail terms'], roles: EVERYBODY },
    ],
  },
  {
    label: ['佣金与资金', 'Money'],
    items: [
      { name: 'commission-lines', label: ['佣金明细', 'Commission'], roles: EVERYBODY },
      { name: 'fraud-signals', label: ['可疑信号', 'Fraud signals'], roles: EVERYBODY },
      { name: 'appeals', label: ['归属申诉', 'Appeals'], roles: EVERYBODY },
      { name: 'holds', label: ['冻结与审核', 'Holds'], roles: EVERYBODY },
      { name: 'payout-requests', label: ['提现申请', 'Payout requests'], roles: MONEY },
      { name: 'payouts', label: ['提现批次', 'Payouts'], roles: MONEY },
      { name: 'payout-terms', label: ['提现条款', 'Payout terms'], roles: MONEY },
      { name: 'books', label: ['账簿', 'Books'], roles: MONEY },
      { name: 'postings', label: ['科目明细', 'Postings'], roles: MONEY },
      { name: 'statements', label: ['月结单', 'Statements'], roles: MONEY },
    ],
  },
  {
    label: ['管理', 'Oversight'],
    items: [
      { name: 'compliance', label: ['合规', 'Compliance'], roles: EVERYBODY },
      { name: 'reports', label: ['合规报告', 'Reports'], roles: EVERYBODY },
      { name: 'evidence-reports', label: ['证据报告', 'Evidence'], roles: MONEY },
      { name: 'network', label: ['网络监测', 'Network'], roles: EVERYBODY },
      { name: 'complaints', label: ['卖家投诉', 'Complaints'], roles: EVERYBODY },
      { name: 'rule-packs', label: ['规则包与停佣', 'Packs and freezes'], roles: EVERYBODY },
      { name: 'refusals', label: ['被拦下的发布', 'Refusals'], roles: EVERYBODY },
      { name: 'sign-offs', label: ['合规签署', 'Sign-offs'], roles: EVERYBODY },
      { name: 'audit', label: ['操作日志', 'Audit log'], roles: MONEY },
      { name: 'jobs', label: ['任务', 'Jobs'], roles: EVERYBODY },
      { name: 'my-account', label: ['我的账号', 'My account'], roles: EVERYBODY },
    ],
  },
]
