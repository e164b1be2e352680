/**
 * Who is logged in, in this tab. `session.state` goes from `unknown` (nothing asked yet) to one of:
 * `out` (show the log-in), `confirm` (a code of the second factor is needed), `enrol` (the second factor must be set up),
 * `in`. `expired` is true once a session that was in ended by itself: the log-in page says so, and leads back.
 */
import { reactive, readonly } from 'vue'
import { api, granted, keeper, type Schemas } from './api'
import { Problem } from './problem'

export type SessionState = 'unknown' | 'out' | 'confirm' | 'enrol' | 'in'
type WhoAmI = Schemas['WhoAmI']

interface Session {
  state: SessionState
  brand: string
  who: WhoAmI | null
  expired: boolean
}

const inner: Session = reactive({ state: 'unknown', brand: '', who: null, expired: false })
export const session = readonly(inner) as Readonly<Session>

/** Whether the account holds one of these roles. */
export function may(...roles: string[]): boolean {
  return inner.who?.roles.some((role) => roles.includes(role)) ?? false
}

keeper.ended = () => {
  if (inner.state === 'in') inner.expired = true
  inner.state = 'out'
  inner.who = null
  keeper.csrf = ''
}

function inBrand(): { params: { path: { brand: string } } } {
  return { params: { path: { brand: inner.brand } } }
}

/** Ask who this browser is in a brand. Raises Problem for an unknown brand or a server that does not answer. */
export async function recognise(brand: string, state: SessionState = 'in'): Promise<void> {
  if (brand !== inner.brand) Object.assign(inner, { brand, state: 'unknown', who: null, expired: false })
  try {
    const who = await granted(api.GET('/api/public/{brand}/session', inBrand()))
    keeper.csrf = who.csrf_token
    inner.who = who
    inner.state = state
    inner.expired = false
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'not_logged_in') throw error
    inner.state = 'out'
  }
}

/** What anybody may know of the brand: its name over the log-in. */
export function brandFacts(brand: string): Promise<Schemas['BrandFacts']> {
  return granted(api.GET('/api/public/{brand}', { params: { path: { brand } } }))
}

/** Log in. The state afterwards says what comes next. */
export async function logIn(login: string, password: string): Promise<void> {
  const made = await granted(api.POST('/api/public/{brand}/session', { ...inBrand(), body: { login, password } }))
  await entered(made)
}

/** Confirm with a code of the authenticator app. */
export async function confirmCode(code: string): Promise<void> {
  const path = '/api/public/{brand}/account/second-factor/confirmation'
  await entered(await granted(api.POST(path, { ...inBrand(), body: { code } })))
}

/** A new secret for the authenticator app: its text and its otpauth address. */
export function enrolSecondFactor(): Promise<Schemas['SecondFactorEnrolled']> {
  return granted(api.POST('/api/public/{brand}/account/second-factor', inBrand()))
}

export async function logOut(): Promise<void> {
  await granted(api.DELETE('/api/public/{brand}/session', inBrand()))
  keeper.ended()
  inner.expired = false
}

async function entered(made: Schemas['SessionMade']): Promise<void> {
  keeper.csrf = made.csrf_token
  if (made.second_factor === 'confirm') inner.state = 'confirm'
  // Whoever must still set one up may work as a seller meanwhile: the console asks for it, the workbench offers it.
  // At once: a moment of being in would take the log-in page away and set up a second secret with the next one.
  else await recognise(inner.brand, made.second_factor === 'enrol' ? 'enrol' : 'in')
}

/** Go on without a second factor where the part of the site allows it. */
export function skipEnrolment(): void {
  if (inner.state === 'enrol') inner.state = 'in'
}
