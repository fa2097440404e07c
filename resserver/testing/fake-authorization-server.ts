import { SignJWT, exportJWK, generateKeyPair } from 'jose'
import type { JWTPayload } from 'jose'
import { verifyControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'

export const origin = 'https://lab.example'
export const issuer = `${origin}/authserver/oauth2`
export const resource = `${origin}/resserver`
/** The key that all roles of the lab have. */
export const key = '00'.repeat(32)
/** Path of the management API for initial access tokens. */
export const initialTokens = '/authserver/admin/api/initial-tokens'
export const resources = [
  resource,
  `${resource}/protected-resources/`,
  `${resource}/protected-resources-delegated/`,
  `${resource}/protected-resources-delegated/administration/`,
]

/** A change of claims; undefined takes one away. */
type Change = { [name: string]: unknown }

/** Claims of a good token of user u-1. */
const claims = (seconds = Math.floor(Date.now() / 1000)): JWTPayload => ({
  iss: issuer,
  aud: resource,
  sub: 'u-1',
  client_id: 'c-app',
  scope: 'my/scope',
  jti: 'j-1',
  iat: seconds,
  exp: seconds + 3600,
})

/** An authorization server in a function: the resource server's unit tests talk to it by `fetch`. */
export async function createFakeAuthorizationServer() {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }
  const state = {
    /** Each request as `METHOD /path`. */
    asked: [] as string[],
    reachable: true,
    /** Endpoints that are answered with this status instead. */
    failing: new Map<string, number>(),
    /** Members that the metadata lacks. */
    lacks: [] as string[],
    clients: new Map<string, string>(),
    registered: [] as Record<string, unknown>[],
    /** The initial access token that each registration carried. */
    initialTokens: [] as (string | null)[],
    introspections: new Map<string, object>(),
    userInfo: { sub: 'u-1', name: 'Dana Developer' } as object,
  }

  const answers: Record<string, (request: Request) => Promise<Response> | Response> = {
    '/.well-known/openid-configuration': () => {
      const metadata = {
        issuer,
        jwks_uri: `${issuer}/jwks`,
        introspection_endpoint: `${issuer}/introspection`,
        userinfo_endpoint: `${issuer}/userinfo`,
        registration_endpoint: `${issuer}/register`,
      }
      return Response.json(
        Object.fromEntries(
          Object.entries(metadata).filter(([name]) => !state.lacks.includes(name)),
        ),
      )
    },
    [initialTokens]: (request) =>
      verifyControlToken(key, origin, request.headers.get('authorization')!.slice('Bearer '.length))
        ? Response.json({ token: 'initial' }, { status: 201 })
        : Response.json({}, { status: 401 }),
    '/jwks': () => Response.json({ keys: [jwk] }),
    '/register': async (request) => {
      const metadata = (await request.json()) as Record<string, unknown>
      state.registered.push(metadata)
      state.initialTokens.push(request.headers.get('authorization'))
      const client_id = `c-${state.registered.length}`
      state.clients.set(client_id, 'a secret: with+signs')
      const client_secret = state.clients.get(client_id)
      return Response.json({ ...metadata, client_id, client_secret }, { status: 201 })
    },
    '/introspection': async (request) => {
      const [, pair = ''] = (request.headers.get('authorization') ?? '').split(' ')
      const decoded = Buffer.from(pair, 'base64').toString().replaceAll('+', '%20').split(':')
      const [id = '', secret] = decoded.map(decodeURIComponent)
      if (secret === undefined || state.clients.get(id) !== secret) {
        return Response.json({ error: 'invalid_client' }, { status: 401 })
      }
      const token = new URLSearchParams(await request.text()).get('token') ?? ''
      return Response.json(state.introspections.get(token) ?? { active: false })
    },
    '/userinfo': () => Response.json(state.userInfo),
  }

  const fetch = (async (input: string, init?: RequestInit) => {
    const request = new Request(input, init)
    const path = request.url.startsWith(issuer)
      ? request.url.slice(issuer.length)
      : new URL(request.url).pathname
    state.asked.push(`${request.method} ${path}`)
    if (!state.reachable) throw new TypeError('fetch failed')
    const failure = state.failing.get(path)
    if (failure !== undefined) return new Response('failed', { status: failure })
    return answers[path]!(request)
  }) as Fetch

  /** Signs a token; the authorization server says that it is active, of user `developer`. */
  const issue = async (change: Change = {}, header: Record<string, unknown> = {}) => {
    const all = { ...claims(), ...change }
    const token = await new SignJWT(all)
      .setProtectedHeader({ alg: 'ES256', kid: 'k1', typ: 'at+jwt', ...header })
      .sign(privateKey)
    vouchFor(token, all)
    return token
  }
  const vouchFor = (token: string, change: object = {}) => {
    const { aud, scope, sub, client_id, exp } = { ...claims(), ...change }
    const said = { aud, scope, sub, client_id, exp, username: 'developer', token_type: 'Bearer' }
    state.introspections.set(token, { active: true, ...said, ...change })
  }

  return { state, fetch, jwk, claims, issue, vouchFor }
}
