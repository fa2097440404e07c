import type { TestLab } from '../../test-lab.ts'
import { readAnswer } from './answer.ts'

/** A lab, or one of its sandboxes. */
export type Place = Pick<TestLab, 'base' | 'issuer' | 'trustedFetch'>

export interface RegisteredClient {
  client_id: string
  client_secret: string
  registration_client_uri: string
  registration_access_token: string
}

export const redirectUri = 'https://application.example/callback'

/**
 * Registers a confidential client that may use every grant type; `change` is RFC 7591 metadata, `token` an
 * initial access token.
 */
export async function registerClient(
  place: Place,
  change: object = {},
  token?: string,
): Promise<RegisteredClient> {
  const metadata = {
    client_name: 'test application',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    token_endpoint_auth_method: 'client_secret_basic',
    ...change,
  }
  const { status, body } = await register(place, metadata, token)
  if (status !== 201) throw new Error(`registration answered ${status}: ${JSON.stringify(body)}`)
  return body as unknown as RegisteredClient
}

/** Registers a public client. */
export function registerPublicClient(
  place: Place,
  change: object = {},
): Promise<{ client_id: string }> {
  const metadata = {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
  }
  return registerClient(place, { ...metadata, ...change })
}

/** A registration request (RFC 7591 §3.1); `token` is an initial access token. */
export function register(place: Place, metadata: unknown, token?: string) {
  return readAnswer(
    place.trustedFetch(`${place.issuer}/register`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(metadata),
    }),
  )
}
