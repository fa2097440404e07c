import { z } from 'zod'
import { isAbsoluteUri } from '../absolute-uri.ts'
import { isOrigin } from '../http/origin.ts'
import { certifiedKey, publicKeyAlgorithms, publicKeyProblem } from '../public-key.ts'

/** The signing algorithms that the server offers (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
] as const
/** All by which anybody may sign, where the server allows it (RFC 7518 §3.1). */
const signatureAlgorithms = [...publicKeyAlgorithms, 'HS256', 'HS384', 'HS512', 'none'] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** What an authorization request may ask for (RFC 6749 §3.1.1, OAuth 2.0 Multiple Response Types §3 to §5). */
export const responseTypeNames = [
  'code',
  'none',
  'id_token',
  'code id_token',
  'token',
  'id_token token',
  'code token',
  'code id_token token',
] as const
export type ResponseTypeName = (typeof responseTypeNames)[number]

/** What a server, or one client, may be turned to: all that a specification asks for or gives up, by one word. */
export const profileNames = [
  'default',
  'oauth2.0-legacy',
  'oidc-core',
  'oauth2.1',
  'fapi1-advanced',
  'fapi2-security',
  'fapi2-message-signing',
  'mcp',
] as const
export type ProfileName = (typeof profileNames)[number]

/** A profile, what it changes, and why. */
export const ProfileDocument = z.strictObject({
  name: z.enum(profileNames),
  is: z.string(),
  changes: z.array(
    z.strictObject({
      says: z.string().describe('what holds with it'),
      why: z.string(),
      clause: z.string(),
      waives: z.array(z.string()).optional().describe('checks that it lets pass'),
    }),
  ),
})

/** RFC 9068 §2.1, and what programs take that read any JWT. */
export const accessTokenTyps = ['at+jwt', 'JWT'] as const
export type AccessTokenTyp = (typeof accessTokenTyps)[number]

const seconds = z
  .int()
  .min(1)
  .max(10 * 365 * 24 * 3600)

const secondsOrNever = z
  .int()
  .min(0)
  .max(10 * 365 * 24 * 3600)

const scope = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope token (RFC 6749 §3.3)')
const ofScope = z.string().min(1).max(200)
const resource = z
  .string()
  .refine(isAbsoluteUri, 'must be an absolute URI without fragment (RFC 8707 §2)')
const accessTokenTyp = z.enum(accessTokenTyps)
const certificate = z
  .string()
  .regex(
    /^-----BEGIN CERTIFICATE-----\s[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/,
    'must be a certificate as PEM',
  )
const host = z
  .string()
  .regex(/^[a-z0-9.-]+(?::\d{1,5})?$/, 'must be a host, with its port where it has one')
const httpsAddress = z
  .string()
  .max(2000)
  .refine((value) => /^https:\/\//i.test(value) && URL.canParse(value), 'must be an https address')
const origin = z
  .string()
  .refine(isOrigin, 'must be an origin, such as https://app.example, or null')

const exchangeRule = {
  subjects: z
    .enum(['own', 'audience', 'any'])
    .describe('whose tokens: those it got; also those for its resources; or all'),
  audiences: z.array(resource).max(50).describe('for which resources; absent: for all known ones'),
  scopes: z
    .array(scope)
    .max(50)
    .describe('the most that the new token has; absent: what the subject token has'),
  impersonation: z
    .boolean()
    .describe('whether the new token may leave out who acts (RFC 8693 §1.1)'),
}
const byClient = z.string().min(1).max(200)

const supportedScopes = z
  .record(scope, ofScope)
  .describe('scope name to what the consent page says of it; absent: all that the lab knows')
/** Where a claim is told: in the ID token, at UserInfo, in the access token and its introspection. */
export const claimTargets = ['id_token', 'userinfo', 'access_token'] as const
/** Claims of the protocol itself, which nothing that is told of a user replaces. */
export const protocolClaims = [
  'iss',
  'sub',
  'aud',
  'exp',
  'nbf',
  'iat',
  'jti',
  'auth_time',
  'nonce',
  'acr',
  'amr',
  'azp',
  'sid',
  'at_hash',
  'c_hash',
  's_hash',
  'client_id',
  'scope',
  'cnf',
  'act',
  'may_act',
  'authorization_details',
  'active',
  'token_type',
  'username',
] as const
const claim = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (name) => !(protocolClaims as readonly string[]).includes(name),
    'must not be a claim of the protocol',
  )
const claimsOfScope = z.strictObject({
  claims: z.array(claim).max(50),
  in: z
    .array(z.enum(claimTargets))
    .min(1)
    .default([...claimTargets]),
})

/** A type of `authorization_details`, and what an object of it must be like (RFC 9396 §2). */
const detailsType = {
  description: ofScope.describe('what the consent page says of it'),
  schema: z
    .record(z.string(), z.unknown())
    .describe(
      'JSON Schema (draft 2020-12) of its objects; members that it does not name are refused',
    ),
}
const detailsTypeName = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be a name of 1 to 200 visible ASCII characters')

const publicKey = z.looseObject({ kty: z.string() }).superRefine((key, context) => {
  const problem = publicKeyProblem(key)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})
const trust = {
  jwks: z
    .strictObject({ keys: z.array(publicKey).min(1).max(20) })
    .describe('its public keys (RFC 7517 §5)'),
  jwksUri: httpsAddress.describe('where its public keys are'),
  certificates: z
    .array(certificate.refine(holdsKey, 'must hold a public key of RSA, EC or Ed25519'))
    .min(1)
    .max(20)
    .describe('certificates of its keys, PEM; of each only the key counts'),
  algorithms: z
    .array(z.enum(publicKeyAlgorithms))
    .min(1)
    .describe('those that it may sign by; absent: all (RFC 8725 §3.1)'),
  userClaim: z
    .string()
    .min(1)
    .max(200)
    .describe('the claim that is the name of a user here (RFC 7523 §3)'),
  scopes: z
    .array(scope)
    .max(50)
    .describe('the most that its assertions bring; absent: what the client may have'),
  claims: z.array(claim).max(50).describe('claims that go on to the access token'),
}
/** Who an issuer is: its `iss`, any text or URI (RFC 7519 §2). */
const issuerName = z.string().min(1).max(2000)
const trustedIssuer = z
  .strictObject({
    jwks: trust.jwks.optional(),
    jwksUri: trust.jwksUri.optional(),
    certificates: trust.certificates.optional(),
    algorithms: trust.algorithms.optional(),
    userClaim: trust.userClaim.default('sub'),
    scopes: trust.scopes.optional(),
    claims: trust.claims.default([]),
  })
  .refine(
    ({ jwks, jwksUri, certificates }) =>
      [jwks, jwksUri, certificates].filter((keys) => keys !== undefined).length === 1,
    'must have one of jwks, jwksUri and certificates',
  )
/** Somebody whose assertions count as grants. */
export type TrustedIssuer = z.output<typeof trustedIssuer>

const member = z.string().min(1).max(200)
/** How this server authenticates at another one (RFC 6749 §2.3.1, OpenID Connect Core §9). */
export const ownAuthenticationMethods = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
] as const
/** Another server at which users of this one may sign in. */
const provider = {
  name: z.string().min(1).max(100).describe('what the button of the sign-in page says'),
  kind: z
    .enum(['oidc', 'oauth2'])
    .describe('oidc: found by its issuer; oauth2: by its endpoints, and it sends no ID token'),
  issuer: httpsAddress.describe(
    'its issuer, whose metadata are read (OpenID Connect Discovery §4); of an oauth2 one what it sends as iss (RFC 9207 §2)',
  ),
  authorizationEndpoint: httpsAddress.describe('of an oauth2 one (RFC 6749 §3.1)'),
  tokenEndpoint: httpsAddress.describe('of an oauth2 one (RFC 6749 §3.2)'),
  userInfoEndpoint: httpsAddress.describe('of an oauth2 one: what tells who the user is, as JSON'),
  subjectMember: member.describe(
    'of an oauth2 one: the member of that JSON that names the user for good',
  ),
  clientId: member.describe('as which this server is registered there (RFC 6749 §2.2)'),
  clientAuthentication: z
    .enum(ownAuthenticationMethods)
    .describe('how this server authenticates there; private_key_jwt: by its own signing key'),
  scopes: z.array(scope).max(50).describe('what is asked for there (RFC 6749 §3.3)'),
  usernameClaim: member.describe('the claim that a new user is called by here'),
  claims: z
    .record(claim, member)
    .describe('claims of a new user: name here to name there, such as {"groups": "roles"}'),
  authority: z
    .union([z.enum(['lab', 'system']), certificate])
    .describe(
      "who vouches for its certificate: lab, the lab's root and what the system trusts; system, that alone; or an authority, PEM",
    ),
  linking: z
    .enum(['create', 'link'])
    .describe(
      'create: who comes first becomes a new user; link: only who has linked it on the account page signs in',
    ),
  logout: z
    .boolean()
    .describe(
      'whether a log-out here goes on there, and comes back (OpenID Connect RP-Initiated Logout §2)',
    ),
  trustMethods: z
    .boolean()
    .describe('whether its amr counts here, so that its second factor is one (RFC 8176)'),
}
const providerId = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?$/, 'must be of a to z, 0 to 9 and hyphens')
const ofSocial = ['authorizationEndpoint', 'tokenEndpoint', 'userInfoEndpoint'] as const
const identityProvider = z
  .strictObject({
    name: provider.name,
    kind: provider.kind.default('oidc'),
    issuer: provider.issuer.optional(),
    authorizationEndpoint: provider.authorizationEndpoint.optional(),
    tokenEndpoint: provider.tokenEndpoint.optional(),
    userInfoEndpoint: provider.userInfoEndpoint.optional(),
    subjectMember: provider.subjectMember.default('id'),
    clientId: provider.clientId,
    clientAuthentication: provider.clientAuthentication.default('client_secret_basic'),
    scopes: provider.scopes.default(['openid', 'profile', 'email']),
    usernameClaim: provider.usernameClaim.default('preferred_username'),
    claims: provider.claims.default({
      name: 'name',
      email: 'email',
      email_verified: 'email_verified',
    }),
    authority: provider.authority.default('lab'),
    linking: provider.linking.default('create'),
    logout: provider.logout.default(false),
    trustMethods: provider.trustMethods.default(false),
  })
  .superRefine((document, context) => {
    const { kind, issuer, scopes } = document
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (kind === 'oidc') {
      if (issuer === undefined) refuse('issuer', 'must be told, since kind is oidc')
      if (!scopes.includes('openid')) refuse('scopes', 'must hold openid, since kind is oidc')
      for (const name of ofSocial) {
        if (document[name] !== undefined) refuse(name, 'is for kind oauth2; the metadata tell it')
      }
      return
    }
    if (scopes.includes('openid')) refuse('scopes', 'must not hold openid, since kind is oauth2')
    for (const name of ofSocial) {
      if (document[name] === undefined) refuse(name, 'must be told, since kind is oauth2')
    }
  })
/** Another server at which users of this one may sign in. */
export type IdentityProvider = z.output<typeof identityProvider>

const supportedGrantTypes = z
  .array(z.string().min(1))
  .describe('absent: authorization_code, client_credentials, refresh_token and device_code')

/** The authorization server's configuration as it is kept: one document, whole. */
export const Configuration = z.strictObject({
  description: z.string().max(500).default('The authorization server of OAuth Lab'),
  profile: z
    .enum(profileNames)
    .default('default')
    .describe('what it is to be like; what a profile says holds over the other settings'),
  supportedScopes,
  allowUnsupportedScopes: z
    .boolean()
    .default(false)
    .describe('a leniency: scopes that are not listed are granted, too (RFC 6749 §3.3)'),
  scopeClaims: z
    .record(scope, claimsOfScope)
    .default({})
    .describe(
      'claims of a user that a scope brings, and in which tokens (OpenID Connect Core §5.4), such as {"profile": {"claims": ["tenant"], "in": ["id_token"]}}',
    ),
  authorizationDetailsTypes: z
    .record(detailsTypeName, z.strictObject(detailsType))
    .default({})
    .describe(
      'types of authorization_details that a request may name; none: none (RFC 9396 §2); such as {"payment_initiation": {"description": "Start a payment", "schema": {"properties": {"actions": {"type": "array", "items": {"type": "string"}}}, "required": ["actions"]}}}',
    ),
  supportedGrantTypes,
  supportedResponseTypes: z
    .array(z.enum(responseTypeNames))
    .min(1)
    .default(['code'])
    .describe(
      'what an authorization request may ask for; those with token are a leniency (RFC 9700 §2.1.2)',
    ),
  refreshTokens: z
    .enum(['never', 'offline_access', 'always'])
    .default('offline_access')
    .describe('when a client gets one'),
  refreshForPublicClients: z
    .boolean()
    .default(true)
    .describe('whether clients without a secret get refresh tokens, too (RFC 9700 §2.2.2)'),
  requirePkce: z
    .enum(['public', 'all'])
    .default('public')
    .describe('which clients must send a code_challenge (RFC 9700 §2.1.1)'),
  requirePkceOrNonce: z
    .boolean()
    .default(false)
    .describe('whether a confidential client must send code_challenge or nonce (OAuth 2.1 §7.5.1)'),
  audienceRequired: z
    .boolean()
    .default(false)
    .describe('whether each request must name its resource (RFC 8707 §2)'),
  sessions: z
    .boolean()
    .default(true)
    .describe('whether a browser stays signed in for the next application'),
  userRegistration: z
    .boolean()
    .default(false)
    .describe(
      'whether people may get an account by themselves, once they follow a link in a mail of the outbox (OpenID Connect Prompt Create §4)',
    ),
  passwordReset: z
    .boolean()
    .default(false)
    .describe(
      'whether a user who forgot the password may choose another one, by a link in a mail of the outbox',
    ),
  mailedLinkLifetime: seconds
    .max(86_400)
    .default(900)
    .describe('seconds that a link in a mail is good, a day at most (RFC 6819 §5.1.5.3)'),
  sessionManagement: z
    .boolean()
    .default(false)
    .describe(
      'whether clients may watch in a frame whether the session changed (OpenID Connect Session Management §3)',
    ),
  interaction: z
    .enum(['pages', 'automatic'])
    .default('pages')
    .describe(
      'who answers authorization requests: a person on pages, or the server by itself, for tests that nobody clicks',
    ),
  automaticUser: z
    .string()
    .min(1)
    .max(200)
    .default('developer')
    .describe('whom the server signs in by itself where a request has no login_hint'),
  accessTokenLifetime: seconds.default(3600).describe('seconds (RFC 6749 §5.1)'),
  refreshTokenLifetime: seconds
    .default(10_800)
    .describe('seconds, from its issue or from the grant as refreshTokenExpiry says'),
  refreshTokenExpiry: z
    .enum(['sliding', 'absolute'])
    .default('sliding')
    .describe(
      'whether each refresh begins the lifetime anew, or all end with the first (RFC 9700 §4.14.2)',
    ),
  refreshTokenIdleTimeout: secondsOrNever
    .default(0)
    .describe('seconds after which one that is not used ends; 0: never (RFC 9700 §4.14.2)'),
  refreshTokenReuseGrace: secondsOrNever
    .max(300)
    .default(0)
    .describe(
      'a leniency: seconds for which a used one is good once more, for clients that lost the answer (RFC 9700 §4.14.2)',
    ),
  refreshTokenRotation: z
    .enum(['all', 'public'])
    .default('all')
    .describe(
      'whose refresh tokens are replaced at each use: those of all clients, or of public ones alone (RFC 9700 §2.2.2)',
    ),
  codeLifetime: seconds.max(600).default(60).describe('seconds, 600 at most (RFC 6749 §4.1.2)'),
  deviceCodeLifetime: seconds
    .max(3600)
    .default(600)
    .describe('seconds that a device waits for its user, 3600 at most (RFC 8628 §3.2)'),
  backchannelRequestLifetime: seconds
    .max(3600)
    .default(300)
    .describe(
      'seconds that a backchannel request waits for its user where it names no requested_expiry (CIBA Core §7.3)',
    ),
  pollInterval: seconds
    .max(60)
    .default(5)
    .describe(
      'seconds between two questions of a device or client that waits (RFC 8628 §3.2, CIBA Core §7.3)',
    ),
  sessionLifetime: seconds.default(86_400).describe('seconds that a browser stays signed in'),
  idTokenLifetime: seconds.default(3600).describe('seconds (OpenID Connect Core §2)'),
  signingKeyLifetime: secondsOrNever
    .refine((value) => value === 0 || value >= 60, 'must be 0, or 60 at least')
    .default(0)
    .describe(
      'seconds that a key signs before the next one takes its place, 60 at least; 0: until somebody rotates it (OpenID Connect Core §10.1.1)',
    ),
  accessTokenTyp: accessTokenTyp
    .default('at+jwt')
    .describe("what an access token's header says it is; a client and a resource may want another"),
  severalResources: z
    .enum(['no', 'grant', 'token'])
    .default('no')
    .describe(
      'whether an authorization request may name several resources: no; yes, and each token is for one of them; or a token may be for several too (RFC 8707 §2.2)',
    ),
  resources: z
    .record(resource, z.strictObject({ accessTokenTyp: accessTokenTyp.optional() }))
    .default({})
    .describe(
      "what is known without a resource server's registration, and what its tokens are like",
    ),
  tokenExchange: z
    .record(
      byClient,
      z.strictObject({
        subjects: exchangeRule.subjects.default('audience'),
        audiences: exchangeRule.audiences.optional(),
        scopes: exchangeRule.scopes.optional(),
        impersonation: exchangeRule.impersonation.default(false),
      }),
    )
    .default({})
    .describe(
      'which client may exchange what, by client_id; none: nobody (RFC 8693 §2.1); such as {"c-1": {"subjects": "audience"}}',
    ),
  trustedIssuers: z
    .record(issuerName, trustedIssuer)
    .default({})
    .describe(
      'whose signed assertions bring tokens of users, by issuer; none: nobody (RFC 7523 §2.1); such as {"https://issuer.example": {"jwksUri": "https://issuer.example/jwks"}}',
    ),
  identityProviders: z
    .record(providerId, identityProvider)
    .default({})
    .describe(
      'other servers at which users may sign in, by a name of yours; their secrets are kept apart (OpenID Connect Core §3.1); such as {"work": {"name": "Work account", "issuer": "https://issuer.example", "clientId": "c-1"}}',
    ),
  accessTokenFormat: z
    .enum(['jwt', 'opaque'])
    .default('jwt')
    .describe('whether its holder can read it, or introspection alone (RFC 7662 §2)'),
  signingAlgorithm: z
    .enum(signingAlgorithms)
    .default('RS256')
    .describe('of ID tokens and access tokens (RFC 7518 §3.1)'),
  signatureAlgorithms: z
    .array(z.enum(signatureAlgorithms))
    .max(20)
    .default([])
    .describe(
      'by which server and clients may sign; an empty list: all that there are (RFC 8725 §3.1)',
    ),
  corsOrigins: z
    .array(origin)
    .default([])
    .describe("whose scripts may call this server, besides the lab's own pages"),
  registration: z
    .enum(['open', 'initial-token', 'off'])
    .default('open')
    .describe('who may register a client: anybody, or who has a token for it (RFC 7591 §3)'),
  registrationCors: z
    .enum(['listed', 'all'])
    .default('listed')
    .describe("whose scripts may register clients: those of corsOrigins, or anybody's"),
  selfRegisteredClients: z
    .int()
    .min(0)
    .max(1_000_000)
    .default(10_000)
    .describe('how many clients of a sandbox may have registered themselves'),
  unusedClientLifetime: seconds
    .default(30 * 24 * 3600)
    .describe('seconds after which a client that registered itself ends when it is not used'),
  requirePushedAuthorizationRequests: z
    .boolean()
    .default(false)
    .describe('whether each authorization request must be pushed before (RFC 9126 §5)'),
  pushedRequestLifetime: seconds
    .max(600)
    .default(60)
    .describe('seconds that a pushed request waits for the browser, 600 at most (RFC 9126 §2.2)'),
  requireSignedRequestObject: z
    .boolean()
    .default(false)
    .describe('whether each authorization request must come in a signed object (RFC 9101 §10.5)'),
  requestObjectLifetime: secondsOrNever
    .max(24 * 3600)
    .default(0)
    .describe(
      'seconds from nbf to exp of a request object, and since its nbf, at most; 0: it needs neither (FAPI 2.0 Message Signing §5.3.1)',
    ),
  requireRedirectUri: z
    .boolean()
    .default(false)
    .describe(
      'whether each authorization request must send redirect_uri, also where one alone is registered (FAPI 2.0 Security Profile §5.3.2.2)',
    ),
  requireRequestObjectAudience: z
    .boolean()
    .default(false)
    .describe('whether a request object must say in aud that it is for this server (RFC 9101 §4)'),
  requestUriHosts: z
    .array(host)
    .max(50)
    .default([])
    .describe('hosts at which request objects may be, such as app.example; none: no request_uri'),
  clientAuthenticationMethods: z
    .array(z.string().min(1))
    .max(20)
    .default([])
    .describe(
      'ways in which clients may authenticate; none: all that the server has (RFC 8414 §2)',
    ),
  clientCertificateAuthorities: z
    .array(certificate)
    .max(20)
    .default([])
    .describe(
      'authorities whose certificates clients may show for tls_client_auth, PEM (RFC 8705 §2.1)',
    ),
  clientIdDocuments: z
    .boolean()
    .default(false)
    .describe(
      'whether a client_id may be the address of its metadata (OAuth Client ID Metadata Document §3)',
    ),
  clientAssertionAudience: z
    .enum(['any', 'issuer'])
    .default('any')
    .describe(
      'what the aud of an assertion may be: issuer, token endpoint or endpoint called; or the issuer alone (FAPI 2.0 Security Profile §5.3.2.1)',
    ),
  senderConstraint: z
    .enum(['optional', 'required', 'certificate'])
    .default('optional')
    .describe(
      'whether each access token is bound: to a DPoP key or a certificate, or to a certificate alone (FAPI 2.0 Security Profile §5.3.2.1)',
    ),
  dpopNonces: z
    .boolean()
    .default(false)
    .describe('whether each DPoP proof must hold a nonce that this server gave out (RFC 9449 §8)'),
  httpForLocalhost: z
    .boolean()
    .default(false)
    .describe('a leniency for development: web clients too may use plain HTTP at this machine'),
})
export type Configuration = z.output<typeof Configuration>

/** A configuration that is put in its place; what it leaves out takes its default. */
export const ConfigurationDocument = Configuration.extend({
  supportedScopes: supportedScopes.optional(),
  supportedGrantTypes: supportedGrantTypes.optional(),
})
export type ConfigurationDocument = z.input<typeof ConfigurationDocument>

/** A JSON merge patch of it (RFC 7396): null brings a default back, and takes a member of a map away. */
export const ConfigurationChange = z.strictObject({
  ...changeable(Configuration.shape),
  supportedScopes: z.record(scope, ofScope.nullable()).nullish(),
  scopeClaims: z.record(scope, claimsOfScope.nullable()).nullish(),
  authorizationDetailsTypes: z
    .record(detailsTypeName, z.strictObject(changeable(detailsType)).nullable())
    .nullish(),
  tokenExchange: z
    .record(
      byClient,
      z
        .strictObject({
          subjects: exchangeRule.subjects.nullish(),
          audiences: exchangeRule.audiences.nullish(),
          scopes: exchangeRule.scopes.nullish(),
          impersonation: exchangeRule.impersonation.nullish(),
        })
        .nullable(),
    )
    .nullish(),
  trustedIssuers: z.record(issuerName, z.strictObject(changeable(trust)).nullable()).nullish(),
  identityProviders: z
    .record(providerId, z.strictObject(changeable(provider)).nullable())
    .nullish(),
  resources: z
    .record(resource, z.strictObject({ accessTokenTyp: accessTokenTyp.nullish() }).nullable())
    .nullish(),
})
export type ConfigurationChange = z.input<typeof ConfigurationChange>

type Bare<T> = T extends z.ZodDefault<infer Inner> ? Inner : T

/** Each member may be left out, or be null. */
function changeable<Shape extends Readonly<Record<string, z.ZodType>>>(shape: Shape) {
  const members = Object.entries(shape).map(([name, type]) => {
    const bare = type instanceof z.ZodDefault ? (type.unwrap() as z.ZodType) : type
    const { description } = type
    return [name, description ? bare.nullish().describe(description) : bare.nullish()]
  })
  return Object.fromEntries(members) as {
    [Name in keyof Shape]: z.ZodOptional<z.ZodNullable<Bare<Shape[Name]>>>
  }
}

function holdsKey(pem: string): boolean {
  try {
    return publicKeyProblem(certifiedKey(pem)) === undefined
  } catch {
    return false
  }
}
