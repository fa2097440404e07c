import type { LabClock } from '@oauth-lab/kit/admin/clock-document.ts'
import type { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import type { Sighting } from './sighting.ts'

/** A client as the authorization server describes it, without its secret. */
export interface KnownClient {
  client_id: string
  client_name?: string
  redirect_uris?: string[]
  token_endpoint_auth_method?: string
  grant_types?: string[]
  scope?: string
}

/** The client configuration that the web page works with. */
export interface ChosenConfiguration {
  clientName: string
  redirectUri: string | null
  registration: { client_id: string; issuer: string } | null
}

/** A request to the client's management API that was refused. */
export interface ClientRefusal {
  /** Real time. */
  realAt: string
  about: Readonly<Record<string, string>>
  check: string | null
}

/** What is configured in a lesson's sandbox; no secret. */
export interface LabState {
  /** Undefined where the authorization server has no definition. */
  server: Configuration | undefined
  clients: KnownClient[]
  /** Ids of the checks that a role waives, by role. */
  waived: Readonly<Record<string, readonly string[]>>
  clock: LabClock
  /** Undefined where the resource server is not configured. */
  resserver: Readonly<Record<string, unknown>> | undefined
  /** Fingerprints of the web server's certificates; undefined where it has none. */
  certificates: { leaf: string; root: string } | undefined
  /** When the signing keys were rotated last, real time, milliseconds. */
  rotatedAt: number | undefined
  /** Which hooks the authorization server has loaded, and whether they may be edited. */
  hooks: { from: string; loaded: string[]; editable: boolean }
  web: ChosenConfiguration | undefined
  /** Server definitions of the client. */
  definitions: { id: string; issuer: string; authority: string }[]
  /** Refusals of the client's management API, the newest first. */
  refusals: ClientRefusal[]
  /** Access tokens that were revoked, the newest first. */
  revoked: { id: string; clientName: string | null; issuedAt: string }[]
}

/** All that a condition looks at. */
export interface Scene {
  /** `base`, `issuer`, `api`, …: what texts are filled in with. */
  values: Readonly<Record<string, string>>
  /** When the step was opened, real time, milliseconds. */
  openedAt: number
  /** The same clock, now. */
  now: number
  /** In the order in which they ended. */
  sightings: readonly Sighting[]
  /** The messages of the lines that were found, those of earlier steps too, by their letters. */
  found: Readonly<Record<string, Sighting>>
  held: readonly HeldMessage[]
  /** The configuration when the step was opened, and now. */
  was: LabState
  is: LabState
}

/** The messages that ended since the step was opened. */
export function sinceOpening({ sightings, openedAt }: Scene): Sighting[] {
  return sightings.filter(({ endedAt }) => endedAt > openedAt)
}

/** The client of that name. */
export function clientNamed(state: LabState, name: string): KnownClient | undefined {
  return state.clients.find(({ client_name }) => client_name === name)
}

/** The `client_id` of the client of that name. */
export function idOf({ is, was }: Scene, name: string): string | undefined {
  return clientNamed(is, name)?.client_id ?? clientNamed(was, name)?.client_id
}
