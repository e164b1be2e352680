import { createRouter, createWebHistory } from 'vue-router'

export const BASE = '/console/'

/** Pages of the console, below `/console/BRAND`. Each is its own file, loaded when it is first opened. */
export const router = createRouter({
  history: createWebHistory(BASE),
  routes: [
    { path: '/', name: 'brand', component: () => import('./pages/WhichBrand.vue') },
    {
      path: '/:brand',
      children: [{ path: '', name: 'home', component: () => import('./pages/Home.vue') }],
    },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
