import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { BackchannelRequest } from '../backchannel/backchannel-requests.ts'
import type { DeviceRequest } from '../device/device-codes.ts'

/** What the user is asked for. */
export type Purpose =
  | { kind: 'authorization'; wanted: AuthorizationRequest }
  /** What a device asks for whose code the user typed. */
  | { kind: 'device'; wanted: DeviceRequest }
  /** What a client asks of the user on a way of its own. */
  | { kind: 'backchannel'; wanted: BackchannelRequest }
  /** A page of the user's own: what was allowed, unless told. */
  | { kind: 'account'; page?: 'backchannel' | 'account/password' }

/** A purpose whose answer the client gets on a way of its own. */
export type ElsewherePurpose = Extract<Purpose, { kind: 'device' | 'backchannel' }>

/** A purpose of a client, which the user allows or denies. */
export type AskingPurpose = Exclude<Purpose, { kind: 'account' }>

/** The client that a purpose is of; none where the user acts alone. */
export function clientIdOf(purpose: Purpose): string {
  return purpose.kind === 'account' ? '' : purpose.wanted.clientId
}
