import type { Meanings } from './meaning.ts'

/** Claims of tokens, and members of UserInfo and introspection answers. */
export const claims = {
  iss: {
    means: 'Who issued it. It is compared with the expected issuer, whole.',
    clause: 'RFC 7519 §4.1.1',
    kind: 'issuer',
  },
  sub: {
    means: 'Whom it is about: a user, or a client that acts for itself.',
    clause: 'RFC 7519 §4.1.2',
  },
  aud: {
    means: 'For whom it is. Everybody else must refuse it.',
    clause: 'RFC 7519 §4.1.3',
  },
  exp: {
    means: 'When it ends. From then on nobody may accept it.',
    clause: 'RFC 7519 §4.1.4',
    kind: 'time',
  },
  nbf: {
    means: 'When it begins. Before then nobody may accept it.',
    clause: 'RFC 7519 §4.1.5',
    kind: 'time',
  },
  iat: { means: 'When it was issued.', clause: 'RFC 7519 §4.1.6', kind: 'time' },
  jti: { means: 'The id of this token; no other one has it.', clause: 'RFC 7519 §4.1.7' },
  client_id: { means: 'The client that got the token.', clause: 'RFC 8693 §4.3' },
  scope: { means: 'What the token may be used for.', clause: 'RFC 8693 §4.2', kind: 'scope' },
  scp: {
    means: 'What the token may be used for. No specification names it; Microsoft and Okta do.',
    clause: 'RFC 9068 §2.2.3',
    kind: 'scope',
  },
  auth_time: {
    means: 'When the user signed in.',
    clause: 'OpenID Connect Core §2',
    kind: 'time',
  },
  nonce: {
    means: 'The value of the authorization request. It ties the token to this sign-in.',
    clause: 'OpenID Connect Core §2',
    kind: 'nonce',
  },
  acr: {
    means: 'How sure the server is of who signed in.',
    clause: 'OpenID Connect Core §2',
  },
  amr: {
    means: 'How the user signed in, for example pwd and otp; fed is a sign-in at another server.',
    clause: 'OpenID Connect Core §2; RFC 8176 §2',
  },
  azp: {
    means: 'The client for which it was issued.',
    clause: 'OpenID Connect Core §2',
  },
  at_hash: {
    means: 'The left half of a digest of the access token. It ties the two together.',
    clause: 'OpenID Connect Core §3.1.3.6',
    kind: 'access token hash',
  },
  c_hash: {
    means: 'The left half of a digest of the code. It ties the two together.',
    clause: 'OpenID Connect Core §3.3.2.11',
    kind: 'code hash',
  },
  'urn:openid:params:jwt:claim:auth_req_id': {
    means: 'The backchannel request by which the token is sent. It ties the two together.',
    clause: 'CIBA Core §10.3.1',
  },
  'urn:openid:params:jwt:claim:rt_hash': {
    means: 'The left half of a digest of the refresh token beside it.',
    clause: 'CIBA Core §10.3.1',
  },
  s_hash: {
    means: 'The left half of a digest of the state.',
    clause: 'Financial-grade API Security Profile 1.0 Part 2 §5.1.1',
  },
  sid: {
    means: 'The session at the authorization server.',
    clause: 'OpenID Connect Back-Channel Logout §2.1',
  },
  cnf: {
    means: 'The key that the user of the token must have.',
    clause: 'RFC 7800 §3.1',
  },
  act: { means: 'Who acts for the subject.', clause: 'RFC 8693 §4.1' },
  may_act: { means: 'Who may act for the subject.', clause: 'RFC 8693 §4.4' },
  events: { means: 'What happened, by its address.', clause: 'RFC 8417 §2.2' },
  htm: { means: 'The method of the request that the proof is for.', clause: 'RFC 9449 §4.2' },
  htu: { means: 'The address that the proof is for.', clause: 'RFC 9449 §4.2' },
  ath: { means: 'A digest of the access token that goes with the proof.', clause: 'RFC 9449 §4.2' },
  authorization_details: {
    means: 'What is allowed, in more detail than scopes can say.',
    clause: 'RFC 9396 §9.1; RFC 9396 §9.2',
  },
  roles: { means: 'The roles of the user.', clause: 'RFC 9068 §2.2.3.1' },
  groups: { means: 'The groups of the user.', clause: 'RFC 9068 §2.2.3.1' },
  tenant: {
    means: 'The organization of the user. No specification names it; many servers do.',
    clause: 'RFC 7519 §4.3',
  },
  entitlements: { means: 'What the user may do.', clause: 'RFC 9068 §2.2.3.1' },
  active: {
    means: 'Whether the token is good now. false says no more than that.',
    clause: 'RFC 7662 §2.2',
  },
  username: { means: 'The name of the user, for people.', clause: 'RFC 7662 §2.2' },
  token_type: {
    means: 'How the token is used.',
    clause: 'RFC 7662 §2.2',
    kind: 'token type',
  },
  token_introspection: {
    means: 'The introspection answer within a signed one.',
    clause: 'RFC 9701 §5',
  },
  name: { means: 'The full name of the user.', clause: 'OpenID Connect Core §5.1' },
  given_name: { means: 'The first name.', clause: 'OpenID Connect Core §5.1' },
  family_name: { means: 'The last name.', clause: 'OpenID Connect Core §5.1' },
  middle_name: { means: 'The middle name.', clause: 'OpenID Connect Core §5.1' },
  nickname: { means: 'How friends call the user.', clause: 'OpenID Connect Core §5.1' },
  preferred_username: {
    means: 'The name by which the user wants to be called. It may change and be reused.',
    clause: 'OpenID Connect Core §5.1',
  },
  profile: { means: 'A page about the user.', clause: 'OpenID Connect Core §5.1' },
  picture: { means: 'A picture of the user.', clause: 'OpenID Connect Core §5.1' },
  website: { means: 'A page of the user.', clause: 'OpenID Connect Core §5.1' },
  email: { means: 'The e-mail address.', clause: 'OpenID Connect Core §5.1' },
  email_verified: {
    means: 'Whether the server made sure that the address is the user’s.',
    clause: 'OpenID Connect Core §5.1',
  },
  gender: { means: 'The gender of the user.', clause: 'OpenID Connect Core §5.1' },
  birthdate: { means: 'The day of birth.', clause: 'OpenID Connect Core §5.1' },
  zoneinfo: { means: 'The time zone.', clause: 'OpenID Connect Core §5.1' },
  locale: { means: 'Language and country.', clause: 'OpenID Connect Core §5.1' },
  phone_number: { means: 'The telephone number.', clause: 'OpenID Connect Core §5.1' },
  phone_number_verified: {
    means: 'Whether the server made sure that the number is the user’s.',
    clause: 'OpenID Connect Core §5.1',
  },
  address: { means: 'The postal address.', clause: 'OpenID Connect Core §5.1.1' },
  updated_at: {
    means: 'When what is known of the user changed.',
    clause: 'OpenID Connect Core §5.1',
    kind: 'time',
  },
  'my-property': {
    means: 'Of the lab’s example hooks: what a module of yours may add.',
    clause: 'RFC 7519 §4.3',
  },
  'other-property': {
    means: 'Of the lab’s example hooks: what a module of yours may add.',
    clause: 'RFC 7519 §4.3',
  },
} as const satisfies Meanings

/** Parameters of the header of a JWT (RFC 7515 §4.1). */
export const joseHeader = {
  alg: {
    means: 'The algorithm of the signature.',
    clause: 'RFC 7515 §4.1.1',
    kind: 'algorithm',
  },
  enc: { means: 'The algorithm that encrypted the content.', clause: 'RFC 7516 §4.1.2' },
  typ: {
    means: 'What kind of JWT it is, so that none is taken for another.',
    clause: 'RFC 8725 §3.11',
  },
  cty: { means: 'What is within: JWT for a nested one.', clause: 'RFC 7515 §4.1.10' },
  kid: { means: 'Which key of the issuer signed it.', clause: 'RFC 7515 §4.1.4' },
  jku: {
    means: 'Where the keys are. Nobody may follow it without a list.',
    clause: 'RFC 7515 §4.1.2',
  },
  jwk: { means: 'The public key that belongs to the signature.', clause: 'RFC 7515 §4.1.3' },
  x5u: { means: 'Where the certificate is.', clause: 'RFC 7515 §4.1.5' },
  x5c: { means: 'The certificate of the key, and its chain.', clause: 'RFC 7515 §4.1.6' },
  x5t: { means: 'The SHA-1 thumbprint of the certificate.', clause: 'RFC 7515 §4.1.7' },
  'x5t#S256': { means: 'The SHA-256 thumbprint of the certificate.', clause: 'RFC 7515 §4.1.8' },
  crit: { means: 'Extensions that a reader must understand.', clause: 'RFC 7515 §4.1.11' },
  b64: { means: 'Whether the payload is encoded as base64url.', clause: 'RFC 7797 §3' },
} as const satisfies Meanings

/** Members of a key, and of a set of keys (RFC 7517). */
export const keySet = {
  keys: { means: 'The keys, one or more.', clause: 'RFC 7517 §5.1' },
  kty: { means: 'The kind of key: RSA, EC, OKP.', clause: 'RFC 7517 §4.1' },
  use: {
    means: 'What the key is for: sig for signatures, enc for encryption.',
    clause: 'RFC 7517 §4.2',
  },
  key_ops: { means: 'What may be done with the key.', clause: 'RFC 7517 §4.3' },
  alg: { means: 'The algorithm that the key is for.', clause: 'RFC 7517 §4.4', kind: 'algorithm' },
  kid: { means: 'The name of the key. Tokens say it in their header.', clause: 'RFC 7517 §4.5' },
  x5u: { means: 'Where the certificate is.', clause: 'RFC 7517 §4.6' },
  x5c: { means: 'The certificate of the key, and its chain.', clause: 'RFC 7517 §4.7' },
  x5t: { means: 'The SHA-1 thumbprint of the certificate.', clause: 'RFC 7517 §4.8' },
  'x5t#S256': { means: 'The SHA-256 thumbprint of the certificate.', clause: 'RFC 7517 §4.9' },
  n: { means: 'The modulus of an RSA key.', clause: 'RFC 7518 §6.3.1.1' },
  e: { means: 'The exponent of an RSA key.', clause: 'RFC 7518 §6.3.1.2' },
  k: {
    means: 'A shared secret. It must never be in a public set.',
    clause: 'RFC 7518 §6.4.1',
    secret: 'private key',
  },
  d: {
    means: 'The private part of a key. It must never be in a public set.',
    clause: 'RFC 7518 §6.2.2.1; RFC 7518 §6.3.2.1',
    secret: 'private key',
  },
  p: { means: 'A part of a private RSA key.', clause: 'RFC 7518 §6.3.2.2', secret: 'private key' },
  q: { means: 'A part of a private RSA key.', clause: 'RFC 7518 §6.3.2.3', secret: 'private key' },
  dp: { means: 'A part of a private RSA key.', clause: 'RFC 7518 §6.3.2.4', secret: 'private key' },
  dq: { means: 'A part of a private RSA key.', clause: 'RFC 7518 §6.3.2.5', secret: 'private key' },
  qi: { means: 'A part of a private RSA key.', clause: 'RFC 7518 §6.3.2.6', secret: 'private key' },
  crv: { means: 'The curve of the key.', clause: 'RFC 7518 §6.2.1.1' },
  x: { means: 'The x coordinate, or the public key itself.', clause: 'RFC 7518 §6.2.1.2' },
  y: { means: 'The y coordinate.', clause: 'RFC 7518 §6.2.1.3' },
} as const satisfies Meanings
