import { createHash, randomBytes } from 'node:crypto'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import type { TestLab } from '../../test-lab.ts'
import type { OtherSite } from './other-site.ts'
import type { TestSandbox } from './test.ts'

/** A public client of the lab that lives on the other site. */
export interface RelyingParty {
  clientId: string
  /** Where its answers come to, on the other site. */
  redirectUri: string
  state: string
  codeVerifier: string
  /** An authorization request with PKCE. */
  authorizationRequest(parameters?: Record<string, string>): URL
  /** The form of the token request for a code. */
  tokenRequest(code: string): Record<string, string>
}

/** Registers a client of the other site (RFC 7591 §3.1), answered at `/callback`. */
export async function registerRelyingParty(
  lab: TestLab,
  { issuer }: TestSandbox,
  site: OtherSite,
): Promise<RelyingParty> {
  const redirectUri = `${site.origin}/callback`
  const response = await lab.trustedFetch(`${issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Elsewhere',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [redirectUri],
    }),
  })
  const client = (await response.json()) as { client_id: string }
  if (response.status !== 201) throw new Error(`Registration: ${JSON.stringify(client)}`)
  noteSecretsIn(Object.entries(client))

  const clientId = client.client_id
  const state = randomBytes(16).toString('base64url')
  const codeVerifier = randomBytes(32).toString('base64url')
  noteSecret(codeVerifier, 'code_verifier')
  return {
    clientId,
    redirectUri,
    state,
    codeVerifier,
    authorizationRequest(parameters = {}) {
      const url = new URL(`${issuer}/authorize`)
      url.search = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope: 'openid profile',
        state,
        code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...parameters,
      }).toString()
      return url
    },
    tokenRequest: (code) => ({
      grant_type: 'authorization_code',
      client_id: clientId,
      redirect_uri: redirectUri,
      code,
      code_verifier: codeVerifier,
    }),
  }
}
