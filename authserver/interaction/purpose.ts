import type { AuthorizationRequest } from '../authorization/authorization-request.ts'

/** What the user is asked for. */
export type Purpose =
  | { kind: 'authorization'; wanted: AuthorizationRequest }
  /** The page on which users see and end what they allowed. */
  | { kind: 'account' }

/** The client that a purpose is of; none where the user acts alone. */
export function clientIdOf(purpose: Purpose): string {
  return purpose.kind === 'authorization' ? purpose.wanted.clientId : ''
}
