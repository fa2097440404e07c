import { clauseLine } from '@oauth-lab/kit/pages/clause.ts'
import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { keyValues } from '@oauth-lab/kit/pages/parts.ts'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { address } from '@oauth-lab/kit/pages/text.ts'

/** What a sign-in asks for; `client_id` is left out by a client that has not registered yet. */
export interface SignInRequest {
  issuer: string
  clientId?: string | undefined
  redirectUri: string
  scope: string
}

/** The margin of a signed-out page: what the button does (RFC 6749 §4.1.1). */
export function signInMargin({ issuer, clientId, redirectUri, scope }: SignInRequest): Html {
  const rows: KeyValue[] = [
    { name: 'issuer', value: address(issuer) },
    ...(clientId === undefined ? [] : [{ name: 'client_id', value: clientId }]),
    { name: 'redirect_uri', value: address(redirectUri) },
    { name: 'scope', value: scope },
    { name: 'response_type', value: 'code' },
    { name: 'state, nonce, code_challenge', value: 'new for each sign-in' },
  ]
  return markup`<aside class="margin stack" aria-labelledby="behind-title">
  <h2 id="behind-title">What the button does</h2>
  <p>Your browser goes to the authorization endpoint of this issuer, with these parameters.</p>
  ${keyValues(rows)}
  ${clauseLine('RFC 6749 §4.1.1; RFC 7636 §4.3; OpenID Connect Core §3.1.2.1')}
</aside>`
}
