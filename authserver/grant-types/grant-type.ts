import type { TokenExchange } from '../token/token-exchange.ts'
import type { TokenResponse } from '../token/token-response.ts'

/** The device authorization grant (RFC 8628 §3.4). */
export const deviceCodeName = 'urn:ietf:params:oauth:grant-type:device_code'

/** The grant of client-initiated backchannel authentication (CIBA Core §4). */
export const cibaName = 'urn:openid:params:grant-type:ciba'

/** A way to tokens (RFC 6749 §1.3); configuration, metadata, registration and token endpoint follow from its row. */
export interface GrantType {
  /** The value of `grant_type`. */
  readonly name: string
  /** Whether a configuration has it that says nothing of grant types. */
  readonly onByDefault: boolean
  /** Whether a client gets its first token by it. */
  readonly begins: boolean
  /** Who may use it: everybody, or clients that authenticate. */
  readonly clients: 'all' | 'confidential'
  /** Whether it takes several of `resource` and `audience` (RFC 8693 §2.1). */
  readonly takesLists?: boolean
  /** Whether a token request may name `authorization_details` (RFC 9396 §6). */
  readonly takesDetails?: boolean
  grant(exchange: TokenExchange): Promise<TokenResponse>
}
