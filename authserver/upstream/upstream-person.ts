import type * as Oauth from 'oauth4webapi'
import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi'
import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { requireThat } from '../checks.ts'
import type { RequiredCheck } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { knownBrowserSecret } from '../interaction/browser.ts'
import { seal } from '../interaction/sealed.ts'
import { allowedAlgorithms } from '../signatures/allowed-algorithms.ts'
import { publishedKeys } from '../signatures/key-set.ts'
import { requireStep } from '../signatures/require-step.ts'
import type { SignatureChecks } from '../signatures/require-step.ts'
import type { Came } from '../tokens/authentication.ts'
import { readJwt, verifySignature } from '../signatures/verify-signature.ts'
import { findProviderSecret } from './provider-secrets.ts'
import { redirectUriOf } from './providers.ts'
import type { Provider } from './providers.ts'
import type { Sent } from './upstream-sign-ins.ts'

/** A user of an identity provider. */
export interface Person {
  /** For good, and never given to another one (OpenID Connect Core §2). */
  subject: string
  claims: Readonly<Record<string, unknown>>
  /** How the user signed in there. */
  came: Came
}

/** Seconds that an assertion of this server is good. */
const assertionLifetime = 60

/** Seconds by which clocks may differ. */
const tolerance = 5

const signatureChecks = {
  algorithm: 'upstream-id-token.algorithm',
  'key-set': 'upstream-id-token.key-set',
  'key-found': 'upstream-id-token.key-found',
  thumbprint: 'upstream-id-token.thumbprint',
  certificate: 'upstream-id-token.certificate',
  'key-kind': 'upstream-id-token.key-kind',
  signature: 'upstream-id-token.signature',
} as const satisfies SignatureChecks

/** The rules of an ID token that oauth4webapi keeps, in its order. */
const claimChecks = {
  form: 'upstream-id-token.form',
  issuer: 'upstream-id-token.issuer',
  audience: 'upstream-id-token.audience',
  time: 'upstream-id-token.time',
  nonce: 'upstream-id-token.nonce',
} as const satisfies Record<string, RequiredCheck>

/** The rule that a claim is for; those that are not here are for the form. */
const ruleOf: Readonly<Record<string, keyof typeof claimChecks>> = {
  iss: 'issuer',
  aud: 'audience',
  azp: 'audience',
  exp: 'time',
  nbf: 'time',
  auth_time: 'time',
  nonce: 'nonce',
}

/** What is done by oauth4webapi at one identity provider. */
interface Peer {
  oauth: typeof Oauth
  exchange: Exchange
  provider: Provider
  as: AuthorizationServer
  client: Client
  options: { [Oauth.customFetch]: (url: string, init: object) => Promise<Response> }
}

/**
 * Exchanges the code for tokens and reads who signed in: from the ID token, validated to the letter, and from
 * UserInfo (OpenID Connect Core §3.1.3, §5.3); of a social one from its UserInfo-like endpoint alone.
 * @param maxAge seconds since the sign-in there at most
 */
export async function requirePerson(
  exchange: Exchange,
  provider: Provider,
  as: AuthorizationServer,
  answer: URLSearchParams,
  sent: Sent,
  maxAge: number | undefined,
): Promise<Person> {
  const peer = await openPeer(exchange, provider, as)
  const tokens = await requireTokens(peer, answer, sent, maxAge)
  const idToken = peer.oauth.getValidatedIdTokenClaims(tokens)
  const isTold = idToken === undefined || as.userinfo_endpoint !== undefined
  const told = isTold ? await requireUserInfo(peer, tokens.access_token) : {}
  const subject = subjectOf(exchange, provider, idToken, isTold ? told : undefined)
  return {
    subject,
    claims: { ...idToken, ...told },
    came: cameBy(exchange, provider, idToken, tokens.id_token),
  }
}

/** Who the user is: by the ID token, of whom UserInfo tells too; of a social provider by its own member. */
function subjectOf(
  exchange: Exchange,
  { subjectMember }: Provider,
  idToken: Oauth.IDToken | undefined,
  told: Readonly<Record<string, unknown>> = { sub: idToken?.sub },
): string {
  const named = idToken === undefined ? told[subjectMember] : idToken.sub
  const isNamed = (typeof named === 'string' && named !== '') || Number.isSafeInteger(named)
  const isSame = idToken === undefined || told['sub'] === named
  requireThat(exchange, 'upstream-userinfo.subject', isNamed && isSame, () =>
    idToken === undefined
      ? `Its ${subjectMember} is ${shown(named)}.`
      : expected(idToken.sub, told['sub']),
  )
  return String(named)
}

async function openPeer(
  exchange: Exchange,
  provider: Provider,
  as: AuthorizationServer,
): Promise<Peer> {
  const { server, sandbox } = exchange
  // Loaded when somebody signs in elsewhere first: a server starts without it.
  const oauth = await import('oauth4webapi')
  const client: Client = {
    client_id: provider.clientId,
    [oauth.clockSkew]: sandbox.clock.seconds() - Math.floor(Date.now() / 1000),
    [oauth.clockTolerance]: tolerance,
  }
  const fetch = server.fetchTrusting(provider.authority)
  const options = { [oauth.customFetch]: (url: string, init: object) => fetch(url, init) }
  return { oauth, exchange, provider, as, client, options }
}

async function requireTokens(
  { oauth, exchange, provider, as, client, options }: Peer,
  answer: URLSearchParams,
  { nonce, verifier, state }: Sent,
  maxAge: number | undefined,
): Promise<Oauth.TokenEndpointResponse> {
  const isOidc = provider.kind === 'oidc'
  try {
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      await authenticationAt(exchange, provider, oauth),
      oauth.validateAuthResponse(as, client, answer, state),
      redirectUriOf(exchange.sandbox, provider),
      verifier,
      options,
    )
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, {
      ...(isOidc && { requireIdToken: true, expectedNonce: nonce }),
      ...(isOidc && maxAge !== undefined && { maxAge }),
    })
    requireAnswered(exchange, true)
    if (!isOidc) return tokens
    for (const check of Object.values(claimChecks)) requireThat(exchange, check, true)
    await requireSignature(exchange, provider, as, tokens.id_token!)
    return tokens
  } catch (error) {
    return refuse(exchange, error, await answeredError(error))
  }
}

/** The error code of a response that is none with tokens (RFC 6749 §5.2). */
async function answeredError(error: unknown): Promise<string | undefined> {
  const { response, error: said } = error as { response?: Response; error?: unknown }
  if (response === undefined) return undefined
  return `It answered ${response.status}, ${shown(said ?? (await errorIn(response)))}.`
}

async function errorIn(response: Response): Promise<unknown> {
  try {
    const body: unknown = await response.json()
    return isObject(body) ? body['error'] : undefined
  } catch {
    return undefined
  }
}

/** What oauth4webapi found, by the name of a check. Nothing else of its error is kept: it holds answers with tokens. */
function refuse(exchange: Exchange, error: unknown, answered: string | undefined): never {
  const { code, cause, message } = error as Error & { code?: string }
  if (typeof code !== 'string' || !code.startsWith('OAUTH_')) throw unreached(exchange, error)
  const { claims, claim, header } = isObject(cause) ? cause : {}
  const detail = `Found: ${message}.`
  if (isObject(claims)) {
    // Of a claim that is missing or of another type the message alone says which.
    const about = typeof claim === 'string' ? claim : (/"(\w+)"/.exec(message)?.[1] ?? '')
    requireThat(exchange, claimChecks[ruleOf[about] ?? 'form'], false, detail)
  }
  if (isObject(header)) requireThat(exchange, signatureChecks.algorithm, false, detail)
  const isJwt = /JWT|JWS|ID Token|id_token/.test(message)
  if (isJwt) requireThat(exchange, claimChecks.form, false, detail)
  requireAnswered(exchange, false, answered ?? detail)
  throw error
}

/** What failed on the way is told; a fault of ours is not. */
function unreached(exchange: Exchange, error: unknown): unknown {
  const { cause } = error as Error
  if (!(error instanceof TypeError) || cause === undefined) return error
  requireAnswered(exchange, false, `The request failed: ${failureReason(error)}.`)
  return error
}

function requireAnswered(exchange: Exchange, holds: boolean, detail?: string): void {
  requireThat(exchange, 'upstream-token-response.valid', holds, detail)
}

async function requireSignature(
  exchange: Exchange,
  { authority }: Provider,
  { jwks_uri, id_token_signing_alg_values_supported: named = ['RS256'] }: AuthorizationServer,
  idToken: string,
): Promise<void> {
  const jwt = readJwt(idToken)
  // It was read before, and that was told.
  if (jwt === undefined) return requireThat(exchange, claimChecks.form, false)
  const known = publicKeyAlgorithms.filter((one) => named.includes(one))
  const algorithms = allowedAlgorithms(exchange.configuration, known)
  const { server, sandbox } = exchange
  const keys = publishedKeys(sandbox, jwks_uri!, server.fetchTrusting(authority))
  await verifySignature(jwt, algorithms, keys, requireStep(exchange, signatureChecks))
}

async function requireUserInfo(peer: Peer, accessToken: string): Promise<Record<string, unknown>> {
  const { claims, problem } = await askUserInfo(peer, accessToken)
  requireThat(peer.exchange, 'upstream-userinfo.valid', claims, problem)
  return claims
}

async function askUserInfo(
  { oauth, as, client, options, provider }: Peer,
  accessToken: string,
): Promise<{ claims?: Record<string, unknown>; problem?: string }> {
  try {
    const response =
      provider.kind === 'oidc'
        ? await oauth.userInfoRequest(as, client, accessToken, options)
        : await oauth.protectedResourceRequest(
            accessToken,
            'GET',
            new URL(as.userinfo_endpoint!),
            new Headers({ accept: 'application/json' }),
            null,
            options,
          )
    const claims: unknown = await response.json().catch(() => undefined)
    if (response.status !== 200) return { problem: `It answered ${response.status}.` }
    return isObject(claims) ? { claims } : { problem: 'It answered no JSON object.' }
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) {
      return { problem: `It answered ${error.status}.` }
    }
    if (!(error instanceof TypeError) || error.cause === undefined) throw error
    return { problem: `The request failed: ${failureReason(error)}.` }
  }
}

/** How this server authenticates at the token endpoint (RFC 6749 §2.3.1). */
async function authenticationAt(
  exchange: Exchange,
  { id, clientId, clientAuthentication }: Provider,
  oauth: typeof Oauth,
): Promise<ClientAuth> {
  const { server, sandbox } = exchange
  if (clientAuthentication === 'none') return oauth.None()
  if (clientAuthentication === 'private_key_jwt') {
    return async ({ issuer }, _client, body) => {
      body.set('client_id', clientId)
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      body.set('client_assertion', await ownAssertion(exchange, clientId, issuer))
    }
  }
  const secret = (await findProviderSecret(server.db, sandbox, id)) ?? ''
  return clientAuthentication === 'client_secret_post'
    ? oauth.ClientSecretPost(secret)
    : oauth.ClientSecretBasic(secret)
}

/** A JWT of this server's own key, which its `jwks` publishes (RFC 7523 §2.2, OpenID Connect Core §9). */
async function ownAssertion(
  { server, sandbox, configuration }: Exchange,
  clientId: string,
  aud: string,
): Promise<string> {
  const { signingAlgorithm, signingKeyLifetime } = configuration
  if (signingKeyLifetime > 0) {
    await server.keys.rotateDue(sandbox, signingAlgorithm, signingKeyLifetime)
  }
  const iat = sandbox.clock.seconds()
  const claims = { iss: clientId, sub: clientId, aud, jti: sandbox.random.token(16), iat }
  return server.keys.sign(sandbox, signingAlgorithm, 'JWT', {
    ...claims,
    exp: iat + assertionLifetime,
  })
}

function cameBy(
  exchange: Exchange,
  { id, logout, trustMethods }: Provider,
  { amr, auth_time: since }: { amr?: unknown; auth_time?: number } = {},
  text: string | undefined,
): Came {
  const methods = trustMethods && Array.isArray(amr) ? amr : []
  const now = exchange.sandbox.clock.seconds()
  // The browser came with its secret: without it nothing would have fit.
  const sealed = (one: string) => seal(exchange.sandbox.random, knownBrowserSecret(exchange)!, one)
  return {
    amr: [...new Set(['fed', ...methods.filter((one): one is string => typeof one === 'string')])],
    ...(since !== undefined && { auth_time: Math.min(Math.floor(since), now) }),
    ...(logout &&
      text !== undefined && { upstream: { provider: id, sealedIdToken: sealed(text) } }),
  }
}
