import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import type { AskedClaims } from '../scopes/asked-claims.ts'
import type { AskedAcr } from './rules/acr.ts'
import type { ResponseMode } from './response-modes/response-modes.ts'

/** An authorization request that passed every rule (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1). */
export interface AuthorizationRequest {
  clientId: string
  redirectUri: string
  redirectUriSent: boolean
  /** The name of a response type. */
  responseType: string
  responseMode: ResponseMode
  state: string | undefined
  scopes: string[]
  resources: string[]
  /** `S256:` or, where a policy waives that, `plain:` and the challenge. */
  codeChallenge: string | undefined
  /** Thumbprint of the key to which the code is bound (RFC 9449 §10). */
  dpopKey: string | undefined
  nonce: string | undefined
  prompt: string[]
  /** Seconds. */
  maxAge: number | undefined
  acr?: AskedAcr | undefined
  loginHint: string | undefined
  /** The subject that an id_token_hint names. */
  hintedSub: string | undefined
  /** Claims that it asks for by name; once the user answered, those that were allowed. */
  claims?: AskedClaims | undefined
  /** What it asks for in detail; once the user answered, what was allowed. */
  details?: AuthorizationDetail[] | undefined
  /** All parameters as sent, for hooks and for the pages. */
  parameters: Record<string, string>
}
