import type { FastifyBaseLogger } from 'fastify'
import type { StandIn } from '@oauth-lab/kit/admin/stand-in.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Counter } from '@oauth-lab/kit/metrics/tally.ts'
import type { Throttle } from '@oauth-lab/kit/throttle.ts'
import type { Fetch, FetchTrusting } from '@oauth-lab/kit/trust.ts'
import type { Turns } from '@oauth-lab/kit/turns.ts'
import type { LastIntrospections } from './inventory/last-introspections.ts'
import type { Hooks } from './hooks/hooks.ts'
import type { InteractionPages } from './interaction/pages/interaction-pages.ts'
import type { SigningKeys } from './keys/signing-keys.ts'
import type { EndpointAddress } from './metadata/endpoint-address.ts'
import type { Database } from './store/database.ts'
import type { Passwords } from './users/passwords.ts'

/** What the endpoints of the authorization server share. */
export interface AuthServer {
  db: Database
  log: FastifyBaseLogger
  /** Asks other servers; trusts the lab's root. */
  fetch: Fetch
  /** Asks addresses that clients name, guarded. */
  fetchTrusting: FetchTrusting
  /** Where the endpoints are: what the metadata tells follows from them. */
  endpoints: readonly EndpointAddress[]
  keys: SigningKeys
  passwords: Passwords
  throttle: Throttle
  /** Counts tokens by grant type and kind. */
  tokensIssued: Counter
  /** Who introspected a token last. */
  introspections: LastIntrospections
  /** Requests about one interaction come one after the other. */
  turns: Turns
  pages: InteractionPages
  /** The people's passwords as far as they are the public ones. */
  publicPasswords: { superuser: string | undefined; developer: string | undefined }
  /** Who answers in a person's place, as control signed it for the sandbox with this base. */
  readStandIn(base: string, cookie: string): StandIn | undefined
  /** The hooks of a sandbox: its own, or the lab's. */
  hooks(sandbox: Sandbox): Hooks
}

/** Path of the issuer below a sandbox's base. */
export const issuerPath = '/authserver/oauth2'

/** The sandbox's issuer identifier (RFC 8414 §2), compared whole. */
export function issuerOf(sandbox: Sandbox): string {
  return sandbox.base + issuerPath
}

/** The audience of every token for which no `resource` was named. */
export function defaultAudience(sandbox: Sandbox): string {
  return `${sandbox.base}/resserver`
}
