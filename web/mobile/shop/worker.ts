/**
 * The service worker of the shopper's pages. The network comes first: prices and stock are of the moment. What it keeps
 * is the files of the pages, one page for "no network", and the few orders that were looked at last; nothing else of
 * anybody's is kept.
 */
const worker = self as unknown as ServiceWorkerGlobalScope

const FILES = 'storelet-files-1'
const ORDERS = 'storelet-orders-1'
const OFFLINE = '/s/offline'
const MOST_ORDERS = 5
const ORDER = /^\/s\/[^/]+\/[^/]+\/orders\/[^/]+$/

worker.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(FILES)
      .then((files) => files.add(OFFLINE))
      .then(() => worker.skipWaiting()),
  )
})

worker.addEventListener('activate', (event) => {
  const mine = [FILES, ORDERS]
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => !mine.includes(name)).map((name) => caches.delete(name))))
      .then(() => worker.clients.claim()),
  )
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== worker.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request, url))
  else if (url.pathname.startsWith('/web/shop/')) event.respondWith(file(request))
})

/** The network's page; an order's is kept. Without a network: the page if it was kept, else the last order's, else words. */
async function page(request: Request, url: URL): Promise<Response> {
  try {
    const answer = await fetch(request)
    if (answer.ok && ORDER.test(url.pathname)) await keep(url, answer.clone())
    return answer
  } catch {
    const orders = await caches.open(ORDERS)
    const same = await orders.match(keyOf(url))
    return same ?? (await caches.match(OFFLINE)) ?? Response.error()
  }
}

/** An order's page by its path and its secret; what else its address carries makes no difference. */
function keyOf(url: URL): string {
  return `${url.pathname}?k=${url.searchParams.get('k') ?? ''}`
}

async function keep(url: URL, answer: Response): Promise<void> {
  const orders = await caches.open(ORDERS)
  await orders.delete(keyOf(url))
  await orders.put(keyOf(url), answer)
  const names = await orders.keys()
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST_ORDERS)).map((name) => orders.delete(name)))
}

/** Files have their hash in their name: what is kept never grows old. */
async function file(request: Request): Promise<Response> {
  const files = await caches.open(FILES)
  const found = await files.match(request)
  if (found) return found
  const answer = await fetch(request)
  if (answer.ok) await files.put(request, answer.clone())
  return answer
}
