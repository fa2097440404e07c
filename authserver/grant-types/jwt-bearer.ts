import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import type { TrustedIssuer } from '@oauth-lab/kit/admin/configuration-document.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { certifiedKey, publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { grantedScopes } from '../authorization/granted-scopes.ts'
import { requireThat } from '../checks.ts'
import { isPublic } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { audienceOf, requireResources } from '../resources/require-resources.ts'
import { requireGrantedScopes, requireScopes } from '../scopes/require-scopes.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { publishedKeys, registeredKeys } from '../signatures/key-set.ts'
import type { PublicKeys } from '../signatures/key-set.ts'
import { allowedAlgorithms } from '../signatures/allowed-algorithms.ts'
import { requireAssertionClaims } from '../signatures/require-assertion-claims.ts'
import type { AssertionChecks } from '../signatures/require-assertion-claims.ts'
import { requireStep } from '../signatures/require-step.ts'
import type { SignatureChecks } from '../signatures/require-step.ts'
import { isOfTyp, readJwt, verifySignature } from '../signatures/verify-signature.ts'
import type { ReadJwt } from '../signatures/verify-signature.ts'
import { tokenResponse } from '../token/token-response.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { newGrant } from '../tokens/grants.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { findUser, readUser } from '../users/users.ts'
import type { GrantType } from './grant-type.ts'

/** What an assertion may say that it is: an access token of its issuer, or a proof, is another thing (RFC 8725 §3.12). */
const typs = ['authorization-grant+jwt', 'jwt']

const checks = {
  algorithm: 'jwt-bearer.algorithm',
  'key-set': 'jwt-bearer.key-set',
  'key-found': 'jwt-bearer.key-found',
  thumbprint: 'jwt-bearer.thumbprint',
  certificate: 'jwt-bearer.certificate',
  'key-kind': 'jwt-bearer.key-kind',
  signature: 'jwt-bearer.signature',
  audience: 'jwt-bearer.audience',
  expiry: 'jwt-bearer.expiry',
  fresh: 'jwt-bearer.fresh',
  lifetime: 'jwt-bearer.lifetime',
  begun: 'jwt-bearer.begun',
  jti: 'jwt-bearer.jti',
  unused: 'jwt-bearer.unused',
} as const satisfies SignatureChecks & AssertionChecks

/** A user's token for a JWT that a trusted issuer signed (RFC 7523 §2.1). */
export const jwtBearer: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  onByDefault: false,
  begins: true,
  // RFC 7523 §3.1 leaves it to the server.
  clients: 'confidential',
  async grant(exchange) {
    const { client, form, sandbox, configuration } = exchange
    requireThat(exchange, 'jwt-bearer.confidential', !isPublic(client))
    const asked = requireScopes(exchange, parameter(form, 'scope'), client)
    const resources = await requireResources(exchange, form)
    const { issuer, claims, exp } = await requireAssertion(exchange)
    const user = await requireUser(exchange, issuer, claims)
    const scopes = await scopesOf(exchange, issuer, asked, user)
    const clientId = client.id
    const granted = { clientId, user, scopes, resources, authentication: null }
    const left = exp - sandbox.clock.seconds()
    const issued = await issueAccessToken(exchange, {
      grantType: jwtBearer.name,
      user,
      scopes,
      audience: audienceOf(exchange, resources),
      grantId: await newGrant(exchange, granted),
      authentication: null,
      vouched: pick(claims, issuer.claims),
      // The grant is the assertion, and ends with it (RFC 7521 §4.1): so there is no refresh token.
      expiresIn: Math.max(1, Math.min(configuration.accessTokenLifetime, left)),
    })
    return tokenResponse(issued, scopes)
  },
}

/** The assertion of somebody whom this server trusts, for it, which came once (RFC 7523 §3). */
async function requireAssertion(exchange: TokenExchange) {
  const text = parameter(exchange.form, 'assertion')
  requireThat(exchange, 'jwt-bearer.present', text !== undefined)
  const jwt = readJwt(text)
  requireThat(exchange, 'jwt-bearer.form', jwt)
  requireThat(exchange, 'jwt-bearer.typ', isOfTyp(jwt, typs), () => expected(typs, jwt.header.typ))
  const { claims } = jwt
  const { iss } = claims
  const issuer = trustedIssuer(exchange, iss)
  requireThat(exchange, 'jwt-bearer.issuer', issuer, () => `The iss is ${shown(iss)}.`)
  const { algorithms: named = publicKeyAlgorithms } = issuer
  const algorithms = allowedAlgorithms(exchange.configuration, named)
  const require = requireStep(exchange, checks)
  await verifySignature(jwt, algorithms, keysOf(exchange, issuer), require)
  const exp = await requireAssertionClaims(exchange, {
    use: 'authorization grant',
    issuer: String(iss),
    claims,
    checks,
  })
  return { issuer, claims, exp }
}

function trustedIssuer({ configuration }: Exchange, iss: unknown): TrustedIssuer | undefined {
  const { trustedIssuers } = configuration
  const isTrusted = typeof iss === 'string' && Object.hasOwn(trustedIssuers, iss)
  return isTrusted ? trustedIssuers[iss] : undefined
}

/** An address is asked through the guarded fetch. */
function keysOf({ server, sandbox }: Exchange, issuer: TrustedIssuer): PublicKeys {
  const { jwks, jwksUri, certificates = [] } = issuer
  return jwksUri === undefined
    ? registeredKeys(jwks?.keys ?? certificates.map(certifiedKey))
    : publishedKeys(sandbox, jwksUri, server.fetchTrusting('lab'))
}

/** The user whom the assertion names, by user name: nobody is made. */
async function requireUser(
  exchange: TokenExchange,
  { userClaim }: TrustedIssuer,
  claims: ReadJwt['claims'],
): Promise<HookUser> {
  const name = claims[userClaim]
  const row =
    typeof name === 'string'
      ? await findUser(exchange.server.db, exchange.sandbox, name)
      : undefined
  requireThat(exchange, 'jwt-bearer.user', row, () => `The ${userClaim} is ${shown(name)}.`)
  return readUser(row)
}

/** At most what the issuer may bring; all of it where the request names none (RFC 7521 §4.1). */
async function scopesOf(
  exchange: TokenExchange,
  { scopes: most }: TrustedIssuer,
  asked: string[],
  user: HookUser,
): Promise<string[]> {
  const { client, form } = exchange
  const { scope } = client.metadata
  const registered = scope === undefined ? undefined : readScopes(scope)
  const brought = most?.filter((one) => registered?.includes(one) !== false)
  const allowed =
    brought === undefined
      ? asked
      : requireGrantedScopes(exchange, parameter(form, 'scope'), brought)
  // Without a code flow it is ignored (OpenID Connect Core §11).
  const online = allowed.filter((one) => one !== 'offline_access')
  return grantedScopes(
    exchange,
    { clientId: client.id, parameters: {}, scopes: online, user },
    online,
  )
}

function pick(claims: ReadJwt['claims'], names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.flatMap((name) => (claims[name] === undefined ? [] : [[name, claims[name]]])),
  )
}
