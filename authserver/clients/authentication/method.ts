import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Exchange } from '../../exchange.ts'

/** What a request carries to tell who sends it; `id` is undefined where that can't be read. */
export interface Credentials {
  id: string | undefined
  secret?: string
}

/** What a client proves itself by, as it was issued or registered. */
export interface ClientSecret {
  readonly secret: string | null
}

/**
 * A way in which a client says who it is. Schema, metadata and endpoints read the list of these
 * rows.
 */
export interface ClientAuthenticationMethod {
  /** Its name as `token_endpoint_auth_method` (RFC 7591 §2). */
  readonly name: string
  /** Whether it proves anything; a client of the others is public, and is issued no secret. */
  readonly confidential: boolean
  /** The credentials of a request that uses this method. */
  readonly read: (exchange: Exchange, form: Parameters) => Credentials | undefined
  /** Requires that they are this client's. @throws Refusal */
  readonly verify: (exchange: Exchange, client: ClientSecret, credentials: Credentials) => void
}
