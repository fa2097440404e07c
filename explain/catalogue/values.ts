import type { ValueKind } from './meaning.ts'

type Words = Readonly<Record<string, string>>

/** What the values of a parameter say, by the kind of value. */
export const values = {
  'grant type': {
    authorization_code: 'a code that came through the browser, RFC 6749 §4.1.3',
    client_credentials: 'nothing but the client itself, RFC 6749 §4.4.2',
    refresh_token: 'a refresh token, RFC 6749 §6',
    password: 'the user’s password; no longer to be used, RFC 9700 §2.4',
    implicit: 'no token request at all; no longer to be used, RFC 9700 §2.1.2',
    'urn:ietf:params:oauth:grant-type:device_code': 'a device code, RFC 8628 §3.4',
    'urn:ietf:params:oauth:grant-type:token-exchange': 'another token, RFC 8693 §2.1',
    'urn:ietf:params:oauth:grant-type:jwt-bearer': 'a signed assertion, RFC 7523 §2.1',
    'urn:ietf:params:oauth:grant-type:saml2-bearer': 'a SAML assertion, RFC 7522 §2.1',
    'urn:openid:params:grant-type:ciba': 'an answer given on another device, CIBA Core §10.1',
  },
  'response type': {
    code: 'send a code, not a token',
    token: 'send the access token itself through the browser; no longer to be used',
    id_token: 'send the ID token through the browser',
    'id_token token': 'send both tokens through the browser; no longer to be used',
    'code id_token': 'send a code, and an ID token beside it',
    'code token': 'send a code, and an access token beside it',
    'code id_token token': 'send a code and both tokens',
    none: 'send nothing',
  },
  'response mode': {
    query: 'after the ? of the redirect URI',
    fragment: 'after the # of the redirect URI; the browser keeps it from servers',
    form_post: 'in a form that the browser posts',
    jwt: 'as a signed JWT',
    'query.jwt': 'as a signed JWT after the ?',
    'fragment.jwt': 'as a signed JWT after the #',
    'form_post.jwt': 'as a signed JWT in a form',
    web_message: 'as a message between windows',
  },
  prompt: {
    none: 'ask nothing: answer at once or refuse',
    login: 'sign in again, even if signed in',
    consent: 'ask for consent again',
    select_account: 'let the user choose an account',
    create: 'let the user make an account',
  },
  profile: {
    default: 'what RFC 9700 recommends, with each setting as it stands',
    'oauth2.0-legacy':
      'RFC 6749 as it was: tokens through the browser, passwords at the client, no PKCE',
    'oidc-core': 'OpenID Connect Core: every response type; the browser goes back without a person',
    'oauth2.1': 'PKCE for every client, and codes alone',
    'fapi1-advanced':
      'signed requests, code id_token, keys instead of secrets, tokens bound to certificates',
    'fapi2-security': 'pushed requests, PKCE, keys instead of secrets, tokens bound to keys',
    'fapi2-message-signing': 'the same with signed requests',
    mcp: 'OAuth 2.1, and each request names its resource',
  },
  'token type': {
    Bearer: 'whoever has it may use it',
    DPoP: 'only whoever has the key may use it',
    N_A: 'it is no access token',
  },
  'authentication method': {
    client_secret_basic: 'id and secret in the Authorization header',
    client_secret_post: 'id and secret in the form',
    client_secret_jwt: 'a JWT, signed with the secret',
    private_key_jwt: 'a JWT, signed with the client’s private key',
    tls_client_auth: 'a certificate of a known authority',
    self_signed_tls_client_auth: 'a registered certificate',
    none: 'a public client: it keeps no secret',
  },
  algorithm: {
    none: 'no signature at all: anybody can write it',
    HS256: 'HMAC: whoever can check it can also make it',
    HS384: 'HMAC: whoever can check it can also make it',
    HS512: 'HMAC: whoever can check it can also make it',
    RS256: 'RSA with SHA-256, PKCS #1 1.5',
    RS384: 'RSA with SHA-384, PKCS #1 1.5',
    RS512: 'RSA with SHA-512, PKCS #1 1.5',
    PS256: 'RSA-PSS with SHA-256',
    PS384: 'RSA-PSS with SHA-384',
    PS512: 'RSA-PSS with SHA-512',
    ES256: 'ECDSA on P-256 with SHA-256',
    ES384: 'ECDSA on P-384 with SHA-384',
    ES512: 'ECDSA on P-521 with SHA-512',
    EdDSA: 'an Edwards curve; the key says which',
    Ed25519: 'the Edwards curve Ed25519',
    Ed448: 'the Edwards curve Ed448',
  },
  scope: {
    openid: 'sign in: an ID token',
    profile: 'name and picture',
    email: 'e-mail address',
    address: 'postal address',
    phone: 'telephone number',
    offline_access: 'a refresh token: access while you are away',
    'my/scope': 'the lab’s protected resources',
  },
} as const satisfies Partial<Record<ValueKind, Words>>

/** What one value says, where the catalogue knows it. */
export function wordsFor(kind: ValueKind, value: string): string | undefined {
  const words: Words | undefined = (values as Partial<Record<ValueKind, Words>>)[kind]
  return words !== undefined && Object.hasOwn(words, value) ? words[value] : undefined
}
