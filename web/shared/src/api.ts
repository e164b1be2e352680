/**
 * The API, typed by its own OpenAPI document (`make typings` writes api.generated.ts).
 *
 *     const page = await granted(api.GET('/api/seller/links', { params: { query: { limit: 20 } } }))
 *     await granted(api.POST('/api/seller/payouts', { params: { header: { 'Idempotency-Key': key } } }))
 *
 * `granted` gives the body of a success and throws a Problem otherwise. Every request carries the session's CSRF token
 * and the reader's language. An answer that says nobody is logged in ends the session here too.
 */
import createClient, { type Middleware } from 'openapi-fetch'
import type { components, paths } from './api.generated'
import { Problem } from './problem'
import { language } from './words'

export type Schemas = components['schemas']

interface Keeper {
  csrf: string
  ended: () => void
}
/** Filled in by session.ts, which also needs this module. */
export const keeper: Keeper = { csrf: '', ended: () => undefined }

const carried: Middleware = {
  onRequest({ request }) {
    request.headers.set('Accept-Language', language.value)
    if (keeper.csrf && request.method !== 'GET') request.headers.set('X-CSRF-Token', keeper.csrf)
    return request
  },
}

/** A request that nobody answers is given up: a page that waits for ever can not be tried again. Uploads are given longer. */
const PATIENCE_MS = 30_000
const UPLOAD_PATIENCE_MS = 120_000

async function patiently(input: Request | string, init: RequestInit = {}, patience = PATIENCE_MS): Promise<Response> {
  const giveUp = new AbortController()
  const timer = setTimeout(() => {
    giveUp.abort()
  }, patience)
  try {
    return await fetch(input, { ...init, signal: giveUp.signal })
  } finally {
    clearTimeout(timer)
  }
}

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: (request) => patiently(request),
  // A list in a query is one parameter with commas, as the API's tables read it.
  querySerializer: { array: { style: 'form', explode: false } },
})
api.use(carried)

/** A new Idempotency-Key. Make it when the form is opened, not when it is sent: a second press sends the same one. */
export function newKey(): string {
  return crypto.randomUUID()
}

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The body of a granted request. Throws Problem. */
export async function granted<Data>(asked: Promise<Answer<Data>>): Promise<Exclude<Data, undefined>> {
  let answer: Answer<Data>
  try {
    answer = await asked
  } catch {
    throw Problem.offline()
  }
  if (answer.response.ok) return answer.data as Exclude<Data, undefined>
  const problem = Problem.of(answer.response.status, answer.error)
  if (problem.code === 'not_logged_in') keeper.ended()
  throw problem
}

/** A path of the API that answers no JSON (a CSV, an image), fetched with the same headers. Throws Problem. */
export async function fetched(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', language.value)
  if (keeper.csrf && init.method && init.method !== 'GET') headers.set('X-CSRF-Token', keeper.csrf)
  let answer: Response
  try {
    answer = await patiently(path, { ...init, headers }, UPLOAD_PATIENCE_MS)
  } catch {
    throw Problem.offline()
  }
  if (answer.ok) return answer
  const problem = Problem.of(answer.status, await answer.json().catch(() => null))
  if (problem.code === 'not_logged_in') keeper.ended()
  throw problem
}
