import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'

export const BASE = '/seller/'

/** Pages of the workbench, below `/seller/BRAND`. Each is its own file, loaded when it is first opened. */
const pages: RouteRecordRaw[] = [
  { path: '', name: 'today', component: () => import('./pages/Today.vue') },
  { path: 'store', name: 'store', component: () => import('./pages/Store.vue') },
  { path: 'store/shelf', name: 'shelf', component: () => import('./pages/Shelf.vue') },
  { path: 'store/prices', name: 'prices', component: () => import('./pages/Prices.vue') },
  { path: 'share', name: 'share', component: () => import('./pages/Share.vue') },
  { path: 'share/links/:link', name: 'link', component: () => import('./pages/Link.vue') },
  { path: 'share/places', name: 'places', component: () => import('./pages/Places.vue') },
  { path: 'share/coupons', name: 'coupons', component: () => import('./pages/Coupons.vue') },
  { path: 'orders', name: 'orders', component: () => import('./pages/Orders.vue') },
  { path: 'orders/:order', name: 'order', component: () => import('./pages/Order.vue') },
  { path: 'why/:line', name: 'why', component: () => import('./pages/WhyLine.vue') },
  { path: 'money', name: 'money', component: () => import('./pages/Money.vue') },
  { path: 'money/lines', name: 'earnings', component: () => import('./pages/Earnings.vue') },
  { path: 'money/payouts', name: 'payouts', component: () => import('./pages/Payouts.vue') },
  { path: 'money/statements', name: 'statements', component: () => import('./pages/Statements.vue') },
  { path: 'stock', name: 'stock', component: () => import('./pages/Stock.vue') },
  { path: 'stock/reorder', name: 'reorder', component: () => import('./pages/Reorder.vue') },
  { path: 'stock/orders', name: 'stock-orders', component: () => import('./pages/StockOrders.vue') },
  { path: 'stock/orders/:order', name: 'stock-order', component: () => import('./pages/StockOrder.vue') },
  { path: 'stock/buy-back', name: 'buy-back', component: () => import('./pages/BuyBack.vue') },
  { path: 'shoppers', name: 'shoppers', component: () => import('./pages/Shoppers.vue') },
  { path: 'shoppers/:conversation', name: 'conversation', component: () => import('./pages/Conversation.vue') },
  { path: 'money/appeals', name: 'appeals', component: () => import('./pages/Appeals.vue') },
  { path: 'me/rights', name: 'rights', component: () => import('./pages/Rights.vue') },
  { path: 'me', name: 'me', component: () => import('./pages/Me.vue') },
]

export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: '/', name: 'brand', component: () => import('./pages/WhichBrand.vue') },
    { path: '/:brand', children: pages },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
