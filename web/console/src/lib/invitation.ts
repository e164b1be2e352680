/** Where an invited person sets a password: the page of the console that takes the link. */
import { session } from '@storelet/shared'

export function invitationAddress(token: string): string {
  return `${window.location.origin}/console/${session.brand}/invitation#${token}`
}
