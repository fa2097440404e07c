import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import type { JWTPayload } from 'jose'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { leftHalfHash } from '../tokens/verify-id-token.ts'

/** How the fake behaves; a test changes one thing. */
export interface Behaviour {
  /** Answers instead of the fake, by the last part of the path. */
  instead: Record<string, () => Response | Promise<Response>>
  /** Members that metadata and token responses lack. */
  lacks: string[]
  /** Changes the ID token's claims. */
  idToken: (claims: JWTPayload) => JWTPayload
  /** Seconds since the epoch. */
  now: () => number
}

export interface FakeIssuer {
  fetch: Fetch
  behaviour: Behaviour
  /** The last parts of the paths that were asked, in order. */
  asked: string[]
  /** The forms of the token requests. */
  tokenRequests: URLSearchParams[]
  /** Takes an authorization request; returns the query of its response. */
  authorize(url: string): URLSearchParams
}

const origin = 'https://lab.example'
const issuer = `${origin}/authserver/oauth2`

/** An authorization server and resource server in the shape of a `fetch`, small and obedient. */
export async function createFakeIssuer(): Promise<FakeIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
  const asked: string[] = []
  const nonces = new Map<string, string>()
  let registered = 0
  const behaviour: Behaviour = {
    instead: {},
    lacks: [],
    idToken: (claims) => claims,
    now: () => Math.floor(Date.now() / 1000),
  }

  const sign = (claims: JWTPayload, typ: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ }).sign(privateKey)

  const tokenRequests: URLSearchParams[] = []
  const token = async (form: URLSearchParams, clientId: string) => {
    tokenRequests.push(form)
    const now = behaviour.now()
    const times = { iat: now, exp: now + 3600 }
    const person = form.get('grant_type') !== 'client_credentials'
    const access_token = await sign(
      {
        iss: issuer,
        aud: `${origin}/resserver`,
        sub: person ? 'u-1' : clientId,
        client_id: clientId,
        jti: `t-${asked.length}`,
        ...times,
      },
      'at+jwt',
    )
    const answer = { access_token, token_type: 'Bearer', expires_in: 3600 }
    if (!person) return answer
    const nonce = nonces.get(form.get('code') ?? '')
    const id_token = await sign(
      behaviour.idToken({
        iss: issuer,
        aud: clientId,
        sub: 'u-1',
        name: 'Dana',
        at_hash: await leftHalfHash('ES256', access_token),
        ...times,
        ...(nonce !== undefined && { nonce }),
      }),
      'JWT',
    )
    return without(behaviour.lacks, {
      ...answer,
      id_token,
      refresh_token: `r-${asked.length}`,
    })
  }

  const answers: Record<string, (form: URLSearchParams, clientId: string) => unknown> = {
    'openid-configuration': () =>
      without(behaviour.lacks, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        introspection_endpoint: `${issuer}/introspection`,
        revocation_endpoint: `${issuer}/revocation`,
        registration_endpoint: `${issuer}/register`,
        end_session_endpoint: `${issuer}/logout`,
        id_token_signing_alg_values_supported: ['ES256'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      }),
    register: () => {
      registered += 1
      return { client_id: `c-${registered}`, client_secret: 's', client_secret_expires_at: 0 }
    },
    jwks: () => ({ keys: [jwk] }),
    token,
    userinfo: () => ({ sub: 'u-1' }),
    introspection: () => ({ active: true }),
    revocation: () => ({}),
    'protected-resources': () => ({ message: 'fake' }),
  }

  const fake = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const name = new URL(String(input)).pathname.split('/').findLast(Boolean)!
    asked.push(name)
    const instead = behaviour.instead[name]
    if (instead !== undefined) return instead()
    const basic = new Headers(init.headers).get('authorization') ?? ''
    const [clientId = ''] = decodeURIComponent(basicPair(basic)).split(':')
    const form = new URLSearchParams(init.body as URLSearchParams)
    const body = await (answers[name] ?? (() => ({})))(form, clientId)
    return Response.json(body, { status: name === 'register' ? 201 : 200 })
  }

  return {
    fetch: fake,
    behaviour,
    asked,
    tokenRequests,
    authorize(url) {
      const { searchParams } = new URL(url)
      const code = `code-${nonces.size}`
      nonces.set(code, searchParams.get('nonce')!)
      return new URLSearchParams({ code, state: searchParams.get('state')!, iss: issuer })
    },
  }
}

function without(names: string[], metadata: object): object {
  return Object.fromEntries(Object.entries(metadata).filter(([name]) => !names.includes(name)))
}

/** `client_id:client_secret`, both still in form encoding (RFC 6749 §2.3.1). */
function basicPair(authorization: string): string {
  const [, encoded = ''] = /^Basic (.+)$/.exec(authorization) ?? []
  return atob(encoded)
}
