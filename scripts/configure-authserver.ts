import { parseArgs } from 'node:util'
import type { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'
import { CommandFailure, UsageError } from './command-line/command.ts'
import { reportError } from './command-line/report-error.ts'
import { requireLab } from './running-lab.ts'

/**
 * The server definition of the workshop, whole. What you change here is what the server does after the
 * next run: `node scripts/configure-authserver.ts [--sandbox ID] [--data DIR]`. Run it as often as you like.
 */
const definition: Configuration = {
  description: 'The authorization server of OAuth Lab',
  // A whole specification by one word, such as oidc-core or fapi2-security.
  profile: 'default',

  // Scopes (RFC 6749 §3.3), and what the consent page says of each.
  supportedScopes: {
    openid: 'Know that it is you',
    profile: 'Your name and profile',
    email: 'Your e-mail address',
    address: 'Your postal address',
    phone: 'Your phone number',
    offline_access: 'Go on while you are away',
    'my/scope': 'Read the protected resource',
  },
  allowUnsupportedScopes: false,
  // Claims that a scope brings besides those of OpenID Connect Core §5.4, and in which tokens.
  scopeClaims: {},
  // Types of authorization_details, each with its JSON schema (RFC 9396).
  authorizationDetailsTypes: {},

  // What users do for themselves: get an account (prompt=create), and another password. Links in mails of the
  // outbox are good for so many seconds.
  userRegistration: false,
  passwordReset: false,
  mailedLinkLifetime: 900,

  // Grant types (RFC 6749 §4, §6).
  supportedGrantTypes: [
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  requirePkce: 'public',
  requirePkceOrNonce: false,
  // What the authorization endpoint answers with (RFC 6749 §3.1.1).
  supportedResponseTypes: ['code'],

  // Refresh tokens (RFC 6749 §1.5, OpenID Connect Core §11).
  refreshTokens: 'offline_access',
  refreshForPublicClients: true,
  refreshTokenExpiry: 'sliding',
  refreshTokenIdleTimeout: 0,
  refreshTokenReuseGrace: 0,
  refreshTokenRotation: 'all',

  // Resources (RFC 8707). A resource server that registers adds its own.
  audienceRequired: false,
  severalResources: 'no',
  resources: {},

  // Which client may exchange tokens, by client_id (RFC 8693).
  tokenExchange: {},
  // Whose signed assertions bring tokens of users, by issuer (RFC 7523).
  trustedIssuers: {},
  // Other servers at which users may sign in, by a name of yours.
  identityProviders: {},

  // Tokens, and how long they are good, in seconds (RFC 9068, RFC 7518).
  accessTokenFormat: 'jwt',
  accessTokenTyp: 'at+jwt',
  signingAlgorithm: 'RS256',
  signatureAlgorithms: [],
  codeLifetime: 60,
  accessTokenLifetime: 3600,
  idTokenLifetime: 3600,
  signingKeyLifetime: 0,
  refreshTokenLifetime: 3 * 3600,

  // Who answers authorization requests, and whether a browser stays signed in.
  interaction: 'pages',
  automaticUser: 'developer',
  sessions: true,
  sessionLifetime: 24 * 3600,
  // Whether clients may watch in a frame whether the session changed (OpenID Connect Session Management).
  sessionManagement: false,

  // Devices without a browser (RFC 8628), in seconds: how long they wait for their user, and how often they ask.
  deviceCodeLifetime: 600,
  // How long a backchannel request (CIBA) waits for its user, in seconds.
  backchannelRequestLifetime: 300,
  pollInterval: 5,

  // Registration of clients (RFC 7591).
  registration: 'open',
  selfRegisteredClients: 10_000,
  unusedClientLifetime: 30 * 24 * 3600,
  clientCertificateAuthorities: [],
  senderConstraint: 'optional',
  dpopNonces: false,
  httpForLocalhost: false,

  // Client authentication by a JWT (RFC 7523 §3): issuer, token endpoint and endpoint called, or the issuer alone.
  clientAuthenticationMethods: [],
  clientIdDocuments: false,
  clientAssertionAudience: 'any',

  // Authorization requests that are pushed (RFC 9126), or come in a signed object (RFC 9101).
  requirePushedAuthorizationRequests: false,
  pushedRequestLifetime: 60,
  requireSignedRequestObject: false,
  requestObjectLifetime: 0,
  requireRequestObjectAudience: false,
  requireRedirectUri: false,
  requestUriHosts: [],

  // Scripts of other origins (CORS).
  corsOrigins: [],
  registrationCors: 'listed',
}

try {
  const { data, sandbox } = readFlags()
  const lab = await requireLab(data)
  const { base } = lab.control(sandbox)
  // One call of the management API says all of it; where there is a definition it takes that one's place.
  const response = await lab.fetch(`${base}/authserver/admin/api/configuration`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${lab.file.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(definition),
  })
  if (!response.ok) throw new CommandFailure(`${response.status}: ${await response.text()}`)
  process.stdout.write(`configured ${base}/authserver/oauth2\n`)
} catch (error) {
  process.exitCode = reportError(error)
}

function readFlags(): { data?: string; sandbox?: string } {
  const options = { data: { type: 'string' }, sandbox: { type: 'string' } } as const
  try {
    return parseArgs({ options }).values
  } catch (error) {
    throw new UsageError([(error as Error).message])
  }
}
