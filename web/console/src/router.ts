import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import type { ListDefinition } from './lib/list'
import type { Text } from './lib/text'
import { EVERYBODY, MONEY, PEOPLE } from './menu'
import * as catalogueLists from './lists/catalogue'
import * as complianceLists from './lists/compliance'
import * as moneyLists from './lists/money'
import * as peopleLists from './lists/people'
import * as retailLists from './lists/retail'
import * as oversightLists from './lists/oversight'
import * as reviewLists from './lists/review'
import * as sharingLists from './lists/sharing'
import * as wholesaleLists from './lists/wholesale'

export const BASE = '/console/'

/** A page that is a list and nothing else. */
function listed(
  path: string,
  name: string,
  title: Text,
  definition: ListDefinition,
  roles: readonly string[] = EVERYBODY,
  hint?: Text,
): RouteRecordRaw {
  return {
    path,
    name,
    component: () => import('./pages/ListPage.vue'),
    props: { title, definition, hint },
    meta: { roles },
  }
}

const pages: RouteRecordRaw[] = [
  { path: '', name: 'home', component: () => import('./pages/Overview.vue'), meta: { roles: EVERYBODY } },

  listed('orders', 'orders', ['订单', 'Orders'], retailLists.orders),
  {
    path: 'orders/:code',
    name: 'order',
    component: () => import('./pages/Order.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'orders' },
  },
  { path: 'refunds', name: 'refunds', component: () => import('./pages/Refunds.vue'), meta: { roles: EVERYBODY } },
  listed('payments', 'payments', ['收款', 'Payments'], retailLists.payments),
  listed('payment-events', 'payment-events', ['渠道通知', 'Payment events'], retailLists.paymentEvents, EVERYBODY, [
    '支付渠道发来的每个通知。「已拒绝」与我们所知矛盾，需要有人查看。',
    'Everything that gateways told. What is refused contradicts what we know: somebody should look.',
  ]),
  { path: 'reviews', name: 'reviews', component: () => import('./pages/Reviews.vue'), meta: { roles: EVERYBODY } },
  { path: 'questions', name: 'questions', component: () => import('./pages/Questions.vue'), meta: { roles: EVERYBODY } },

  { path: 'products', name: 'products', component: () => import('./pages/Products.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'products/new',
    name: 'product-new',
    component: () => import('./pages/ProductEdit.vue'),
    meta: { roles: PEOPLE, menu: 'products' },
  },
  {
    path: 'products/import',
    name: 'product-import',
    component: () => import('./pages/ProductImport.vue'),
    meta: { roles: PEOPLE, menu: 'products' },
  },
  {
    path: 'products/:id',
    name: 'product',
    component: () => import('./pages/ProductEdit.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'products' },
  },
  { path: 'skus', name: 'skus', component: () => import('./pages/Skus.vue'), meta: { roles: EVERYBODY } },
  listed('stock-levels', 'stock-levels', ['品牌库存', 'Brand stock'], catalogueLists.stockLevels),
  { path: 'locations', name: 'locations', component: () => import('./pages/Locations.vue'), meta: { roles: EVERYBODY } },
  listed('stock-movements', 'stock-movements', ['库存流水', 'Stock movements'], catalogueLists.stockMovements, EVERYBODY, [
    '品牌库存为什么是这么多：每一次入库、盘点、售出和退回，只增不改。',
    'Why there is as much as there is: every receipt, count, sale and return, never edited.',
  ]),

  listed('stock-orders', 'stock-orders', ['进货单', 'Stock orders'], wholesaleLists.stockOrders),
  {
    path: 'stock-orders/:id',
    name: 'stock-order',
    component: () => import('./pages/StockOrder.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'stock-orders' },
  },
  listed('stock-returns', 'stock-returns', ['进货退货', 'Stock returns'], wholesaleLists.stockReturns),
  { path: 'stock-refunds', name: 'stock-refunds', component: () => import('./pages/StockRefunds.vue'), meta: { roles: EVERYBODY } },
  listed('lots', 'lots', ['批次', 'Lots'], wholesaleLists.lots, EVERYBODY, [
    '每一批货的退货权：进了多少、卖了多少、还能退多少。',
    'The return right of each lot: what was bought, what sold, what may still go back.',
  ]),

  { path: 'sellers', name: 'sellers', component: () => import('./pages/Sellers.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'sellers/:id',
    name: 'seller',
    component: () => import('./pages/Seller.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'sellers' },
  },
  { path: 'selling-requests', name: 'selling-requests', component: () => import('./pages/SellingRequests.vue'), meta: { roles: PEOPLE } },
  { path: 'customers', name: 'customers', component: () => import('./pages/Customers.vue'), meta: { roles: PEOPLE } },
  { path: 'merges', name: 'merges', component: () => import('./pages/Merges.vue'), meta: { roles: EVERYBODY } },
  { path: 'identifications', name: 'identifications', component: () => import('./pages/Identifications.vue'), meta: { roles: EVERYBODY } },
  { path: 'invitation', name: 'invitation', component: () => import('./pages/Invitation.vue'), meta: { open: true } },
  { path: 'accounts', name: 'accounts', component: () => import('./pages/Accounts.vue'), meta: { roles: PEOPLE } },
  { path: 'hand-overs', name: 'hand-overs', component: () => import('./pages/HandOvers.vue'), meta: { roles: EVERYBODY } },
  { path: 'stores', name: 'stores', component: () => import('./pages/Stores.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'stores/:id',
    name: 'store',
    component: () => import('./pages/Store.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'stores' },
  },
  { path: 'links', name: 'links', component: () => import('./pages/Links.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'links/:id',
    name: 'link',
    component: () => import('./pages/Link.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'links' },
  },
  { path: 'coupons', name: 'coupons', component: () => import('./pages/Coupons.vue'), meta: { roles: EVERYBODY } },
  { path: 'share-kits', name: 'share-kits', component: () => import('./pages/ShareKits.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'share-kits/:id',
    name: 'share-kit',
    component: () => import('./pages/ShareKit.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'share-kits' },
  },
  { path: 'posters', name: 'posters', component: () => import('./pages/PosterTemplates.vue'), meta: { roles: EVERYBODY } },
  { path: 'places', name: 'places', component: () => import('./pages/Places.vue'), meta: { roles: EVERYBODY } },
  listed('hand-outs', 'hand-outs', ['领券记录', 'Coupons handed out'], sharingLists.handOuts, EVERYBODY, [
    '在扫码点领走的券：一人一码，领取后一年内可用。',
    'Coupons taken at places: one a person, each with a code of its own.',
  ]),
  { path: 'claims', name: 'claims', component: () => import('./pages/Claims.vue'), meta: { roles: EVERYBODY } },
  listed('customer-shares', 'customer-shares', ['顾客分享', 'Shoppers’ shares'], sharingLists.customerShares, EVERYBODY, [
    '顾客分享出去的链接：归属仍是店主的，没有人因分享而得到报酬。',
    'Links that shoppers share: the credit is the store owner’s, and nobody is paid for sharing.',
  ]),
  listed('reshares', 'reshares', ['分享再分享', 'Shares that brought shares'], sharingLists.reshares, EVERYBODY, [
    '由这条链接而来的人又分享了多少。只看一层，只供阅读，与报酬无关。',
    'How many shares were made by people who came by the link. One hop, for reading only, never for pay.',
  ]),
  { path: 'numbers', name: 'numbers', component: () => import('./pages/Numbers.vue'), meta: { roles: EVERYBODY } },
  { path: 'multi-touch', name: 'multi-touch', component: () => import('./pages/MultiTouch.vue'), meta: { roles: EVERYBODY } },
  { path: 'link-hosts', name: 'link-hosts', component: () => import('./pages/LinkHosts.vue'), meta: { roles: EVERYBODY } },

  {
    path: 'rules/:kind(tier_schedule|return_policy|commission_plan|attribution_policy|declared_terms|review_policy)',
    name: 'policies',
    component: () => import('./pages/Policies.vue'),
    props: true,
    meta: { roles: EVERYBODY },
  },
  {
    path: 'rules/:kind(tier_schedule|return_policy|commission_plan|attribution_policy)/draft',
    name: 'policy-draft',
    component: () => import('./pages/PolicyDraft.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'policies' },
  },

  {
    path: 'rules/:kind(declared_terms|review_policy)/draft',
    name: 'declared-draft',
    component: () => import('./pages/DeclaredDraft.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'policies' },
  },

  { path: 'commission', name: 'commission-lines', component: () => import('./pages/CommissionLines.vue'), meta: { roles: EVERYBODY } },
  listed('fraud-signals', 'fraud-signals', ['可疑信号', 'Fraud signals'], reviewLists.signals, EVERYBODY, [
    '规则发现的异常：同一地址、密集点击、自购等。佣金先冻结，由人决定。',
    'What the rules found odd: one address, bursts of clicks, own purchases. Commission is held; a person decides.',
  ]),
  { path: 'appeals', name: 'appeals', component: () => import('./pages/Appeals.vue'), meta: { roles: EVERYBODY } },
  { path: 'holds', name: 'holds', component: () => import('./pages/Holds.vue'), meta: { roles: EVERYBODY } },
  listed('payout-requests', 'payout-requests', ['提现申请', 'Payout requests'], moneyLists.payoutRequests, MONEY, [
    '已申请提现、还没有进入批次的卖家。新建批次时会一并付出。',
    'Sellers who asked to be paid and whom no batch has taken up yet; the next batch of their rail pays them.',
  ]),
  { path: 'payout-terms', name: 'payout-terms', component: () => import('./pages/PayoutTerms.vue'), meta: { roles: MONEY } },
  { path: 'payouts', name: 'payouts', component: () => import('./pages/Payouts.vue'), meta: { roles: MONEY } },
  {
    path: 'payouts/:id',
    name: 'payout-batch',
    component: () => import('./pages/PayoutBatch.vue'),
    props: true,
    meta: { roles: MONEY, menu: 'payouts' },
  },
  { path: 'books', name: 'books', component: () => import('./pages/Books.vue'), meta: { roles: MONEY } },
  {
    path: 'books/entries/:id',
    name: 'entry',
    component: () => import('./pages/Entry.vue'),
    props: true,
    meta: { roles: MONEY, menu: 'books' },
  },
  listed('books/postings', 'postings', ['科目明细', 'Postings'], moneyLists.postings, MONEY),
  { path: 'statements', name: 'statements', component: () => import('./pages/Statements.vue'), meta: { roles: MONEY } },
  { path: 'retail-terms', name: 'retail-terms', component: () => import('./pages/RetailTerms.vue'), meta: { roles: EVERYBODY } },
  { path: 'reserve', name: 'reserve', component: () => import('./pages/Reserve.vue'), meta: { roles: EVERYBODY } },
  { path: 'evidence', name: 'evidence-reports', component: () => import('./pages/EvidenceReports.vue'), meta: { roles: MONEY } },
  {
    path: 'evidence/:id',
    name: 'evidence-report',
    component: () => import('./pages/EvidenceReport.vue'),
    props: true,
    meta: { roles: MONEY, menu: 'evidence-reports' },
  },
  listed('complaints', 'complaints', ['卖家投诉', 'Complaints'], oversightLists.complaints, EVERYBODY, [
    '卖家反映的问题：强制进货、收益承诺、拉人头、退款。只增不改；情节重的自动立案。',
    'What sellers say is wrong: forced purchases, promises of income, recruiting, refunds. Never edited; grave ones open a case.',
  ]),
  { path: 'rule-packs', name: 'rule-packs', component: () => import('./pages/RulePacks.vue'), meta: { roles: EVERYBODY } },
  { path: 'my-account', name: 'my-account', component: () => import('./pages/MyAccount.vue'), meta: { roles: EVERYBODY } },
  { path: 'compliance', name: 'compliance', component: () => import('./pages/Compliance.vue'), meta: { roles: EVERYBODY } },
  {
    path: 'compliance/cases/:id',
    name: 'case',
    component: () => import('./pages/Case.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'compliance' },
  },
  {
    path: 'compliance/reports/:id',
    name: 'report',
    component: () => import('./pages/Report.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'reports' },
  },
  listed('compliance/reports', 'reports', ['合规报告', 'Compliance reports'], complianceLists.reports),
  { path: 'compliance/network', name: 'network', component: () => import('./pages/Network.vue'), meta: { roles: EVERYBODY } },
  listed('compliance/refusals', 'refusals', ['被拦下的发布', 'Refused publications'], complianceLists.refusals),
  listed('compliance/sign-offs', 'sign-offs', ['合规签署', 'Sign-offs'], complianceLists.signOffs),
  { path: 'stock-checks', name: 'stock-checks', component: () => import('./pages/StockChecks.vue'), meta: { roles: EVERYBODY } },
  listed('audit', 'audit', ['操作日志', 'Audit log'], peopleLists.audit, MONEY, [
    '谁在什么时候改了哪条规则或权限；只增不改。',
    'Who changed which rule or right, and when; never edited.',
  ]),
  listed('jobs', 'jobs', ['任务', 'Jobs'], moneyLists.jobs, EVERYBODY, [
    '耗时较长的工作在后台进行：离开后随时可以回来查看，文件保留 30 天。',
    'Long work goes on by itself: leave and come back at any time; files are kept for 30 days.',
  ]),
  {
    path: 'jobs/:id',
    name: 'job',
    component: () => import('./pages/Job.vue'),
    props: true,
    meta: { roles: EVERYBODY, menu: 'jobs' },
  },
]

/** Pages of the console, below `/console/BRAND`. Each is its own file, loaded when it is first opened. */
export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: '/', name: 'brand', component: () => import('./pages/WhichBrand.vue') },
    {
      path: '/:brand',
      children: [...pages, { path: ':rest(.*)*', name: 'nowhere', component: () => import('./pages/Nowhere.vue') }],
    },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
