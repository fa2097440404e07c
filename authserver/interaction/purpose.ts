import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { DeviceRequest } from '../device/device-codes.ts'

/** What the user is asked for. */
export type Purpose =
  | { kind: 'authorization'; wanted: AuthorizationRequest }
  /** What a device asks for whose code the user typed. */
  | { kind: 'device'; wanted: DeviceRequest }
  /** The page on which users see and end what they allowed. */
  | { kind: 'account' }

/** A purpose of a client, which the user allows or denies. */
export type AskingPurpose = Exclude<Purpose, { kind: 'account' }>

/** The client that a purpose is of; none where the user acts alone. */
export function clientIdOf(purpose: Purpose): string {
  return purpose.kind === 'account' ? '' : purpose.wanted.clientId
}
