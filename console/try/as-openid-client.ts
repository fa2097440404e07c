import { parametersOf, valueOf } from './compose.ts'
import type { Wanted } from './compose.ts'

/** What the code needs besides the request. */
export interface Around {
  issuer: string
  /** The address to which the browser came back, where it is known. */
  callback?: string | undefined
}

/**
 * The same request as a module that uses openid-client 6; undefined for what that library does not send.
 * It runs as it is: `NODE_EXTRA_CA_CERTS=.lab/certs/root.crt node try.mjs`.
 */
export function asOpenidClient(wanted: Wanted, around: Around): string | undefined {
  const lines = callOf(wanted, around)
  if (lines === undefined) return undefined
  const hasKey = wanted.clientMethod === 'private_key_jwt'
  return [
    `// npm install openid-client@6${hasKey ? ' jose@6' : ''}`,
    `// ${hasKey ? "CLIENT_KEY='the private JWK, with its alg' " : ''}NODE_EXTRA_CA_CERTS=.lab/certs/root.crt node try.mjs`,
    "import * as oidc from 'openid-client'",
    ...(hasKey ? ["import { importJWK } from 'jose'"] : []),
    '',
    configurationOf(wanted, around),
    ...lines,
  ].join('\n')
}

function configurationOf({ values, clientMethod }: Wanted, { issuer }: Around): string {
  const { client_id: id = '', client_secret: secret = '' } = values
  const method = {
    client_secret_basic: `oidc.ClientSecretBasic(${text(secret)})`,
    client_secret_post: `oidc.ClientSecretPost(${text(secret)})`,
    // The key stays where it is: the module reads it from a variable.
    private_key_jwt: `oidc.PrivateKeyJwt(await importJWK(JSON.parse(process.env.CLIENT_KEY)))`,
    none: 'oidc.None()',
  }[clientMethod]
  // Discovery asks for a client, also where the request has none.
  const given = [`new URL(${text(issuer)})`, text(id || 'no-client'), 'undefined', method]
  if (issuer.startsWith('http:')) given.push('{ execute: [oidc.allowInsecureRequests] }')
  return `const config = await oidc.discovery(${given.join(', ')})`
}

/** What the library sends of the client by itself. */
const ofClient = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']

function callOf(wanted: Wanted, around: Around): string[] | undefined {
  const { kind, values } = wanted
  const { access_token: token = '', code_verifier: verifier = '' } = values
  const rest = (...without: string[]) => objectOf(wanted, [...ofClient, ...without])
  switch (kind.message) {
    case 'metadata request':
      return ['console.log(config.serverMetadata())']
    case 'authorization request':
      return [
        ...(verifier
          ? [`// made with the verifier ${verifier}, which the token request shows`]
          : []),
        `const url = oidc.buildAuthorizationUrl(config, ${rest()})`,
        'console.log(url.href)',
      ]
    case 'pushed authorization request':
      return [
        `const url = await oidc.buildAuthorizationUrlWithPAR(config, ${rest()})`,
        'console.log(url.href)',
      ]
    case 'token request':
      return tokenCall(wanted, around, rest)
    case 'device authorization request':
      return [
        `const device = await oidc.initiateDeviceAuthorization(config, ${rest()})`,
        'console.log(device)',
        '// const tokens = await oidc.pollDeviceAuthorizationGrant(config, device)',
      ]
    case 'backchannel authentication request':
      return [
        `const asked = await oidc.initiateBackchannelAuthentication(config, ${rest()})`,
        'console.log(asked)',
        '// const tokens = await oidc.pollBackchannelAuthenticationGrant(config, asked)',
      ]
    case 'UserInfo request':
      return [
        '// Who has the ID token names its sub in place of skipSubjectCheck.',
        `const claims = await oidc.fetchUserInfo(config, ${text(token)}, oidc.skipSubjectCheck)`,
        'console.log(claims)',
      ]
    case 'introspection request':
      return [
        `const told = await oidc.tokenIntrospection(config, ${text(token)}, ${rest('token')})`,
        'console.log(told)',
      ]
    case 'revocation request':
      return [`await oidc.tokenRevocation(config, ${text(token)}, ${rest('token')})`]
    case 'logout request':
      return [`const url = oidc.buildEndSessionUrl(config, ${rest()})`, 'console.log(url.href)']
    case 'resource request':
      return [
        `const response = await oidc.fetchProtectedResource(config, ${text(token)}, new URL(${text(wanted.resource)}), 'GET')`,
        'console.log(response.status, await response.json())',
      ]
    default: // it asks for keys by itself
      return undefined
  }
}

function tokenCall(
  wanted: Wanted,
  around: Around,
  rest: (...without: string[]) => string,
): string[] {
  const { kind, values } = wanted
  const grantType = valueOf(kind.parameters[0]!, values)
  const shown = 'console.log(tokens)'
  switch (grantType) {
    case 'client_credentials':
      return [
        `const tokens = await oidc.clientCredentialsGrant(config, ${rest('grant_type')})`,
        shown,
      ]
    case 'refresh_token':
      return [
        `const tokens = await oidc.refreshTokenGrant(config, ${text(values['refresh_token'] ?? '')}, ${rest('grant_type', 'refresh_token')})`,
        shown,
      ]
    case 'authorization_code':
      return [
        '// where the browser came back to: code, state and iss are read from it',
        `const callback = new URL(${text(callbackOf(wanted, around))})`,
        `const tokens = await oidc.authorizationCodeGrant(config, callback, ${checksOf(wanted)}, ${rest('grant_type', 'code', 'redirect_uri', 'code_verifier')})`,
        shown,
      ]
    default:
      return [
        `const tokens = await oidc.genericGrantRequest(config, ${text(grantType)}, ${rest('grant_type')})`,
        shown,
      ]
  }
}

/** The address to which the browser came back; made of what is known where nobody pasted it. */
function callbackOf({ values, metadata }: Wanted, { callback, issuer }: Around): string {
  const { redirect_uri: redirectUri = '', code = '', state = '' } = values
  if (callback !== undefined && new URL(callback).searchParams.get('code') === code) return callback
  const url = new URL(URL.canParse(redirectUri) ? redirectUri : 'https://app.example/callback')
  url.searchParams.set('code', code)
  if (state !== '') url.searchParams.set('state', state)
  // RFC 9207 §2: a server that says so names itself in its answer.
  if (metadata['authorization_response_iss_parameter_supported'] === true) {
    url.searchParams.set('iss', issuer)
  }
  return url.href
}

function checksOf({ values }: Wanted): string {
  const { code_verifier: pkceCodeVerifier, state: expectedState, nonce, scope = '' } = values
  // Who expects a nonce expects an ID token.
  const expectedNonce = scope.split(' ').includes('openid') ? nonce : undefined
  const given = { pkceCodeVerifier, expectedState, expectedNonce }
  return literal(Object.entries(given).filter(([, value]) => value) as [string, string][])
}

function objectOf(wanted: Wanted, without: readonly string[]): string {
  return literal(parametersOf(wanted).filter(([name]) => !without.includes(name)))
}

function literal(members: readonly (readonly [string, string])[]): string {
  if (members.length === 0) return '{}'
  const lines = members.map(
    ([name, value]) => `  ${/^\w+$/.test(name) ? name : text(name)}: ${text(value)},`,
  )
  return `{\n${lines.join('\n')}\n}`
}

/** A text as a literal of JavaScript. */
function text(value: string): string {
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
