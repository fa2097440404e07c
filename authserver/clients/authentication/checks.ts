import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

const refused = { error: 'invalid_client', status: 401, publicAs: 'client.authenticated' } as const

/** A JWT by which a client authenticates: a peer learns the public check only. */
export const clientAssertionChecks = {
  'client-assertion.type': {
    clause: 'RFC 7523 §2.2',
    held: 'The client_assertion_type says that the assertion is a JWT.',
    broken: 'The client_assertion_type does not say that the assertion is a JWT.',
    ...refused,
  },
  'client-assertion.form': {
    clause: 'RFC 7523 §3',
    held: 'The client assertion is a signed JWT.',
    broken: 'The client assertion is no signed JWT that this server reads.',
    ...refused,
  },
  'client-assertion.algorithm': {
    clause: 'RFC 8725 §3.1; OpenID Connect Registration §2',
    held: 'The client may sign by this algorithm.',
    broken: 'The client may not sign by this algorithm.',
    ...refused,
  },
  'client-assertion.key-set': {
    clause: 'RFC 7591 §2',
    held: 'The keys of the client are known.',
    broken: 'The keys at the jwks_uri of the client could not be had.',
    ...refused,
  },
  'client-assertion.key-found': {
    clause: 'RFC 7515 §6',
    held: 'The client has the one key that the header means.',
    broken: 'The client does not have the one key that the header means.',
    ...refused,
  },
  'client-assertion.thumbprint': {
    clause: 'RFC 7515 §4.1.8',
    held: 'A thumbprint in the header, if any, is the one of the certificate of the key.',
    broken: 'The thumbprint in the header is not the one of the certificate of the key.',
    ...refused,
  },
  'client-assertion.certificate': {
    clause: 'RFC 7517 §4.7',
    held: 'The certificate of the key, if any, belongs to it.',
    broken: 'The certificate does not belong to the key.',
    ...refused,
  },
  'client-assertion.key-kind': {
    clause: 'RFC 7518 §3.1',
    held: 'The key is of the kind that the algorithm takes.',
    broken: 'The key is not of the kind that the algorithm takes.',
    ...refused,
  },
  'client-assertion.signature': {
    clause: 'RFC 7523 §3',
    held: 'The signature was made by the key of the client, over these data.',
    broken: 'The signature was not made by this key of the client over these data.',
    ...refused,
  },
  'client-assertion.issuer-and-subject': {
    clause: 'RFC 7523 §3',
    held: 'The iss and the sub are the client.',
    broken: 'The iss and the sub are not both the client.',
    ...refused,
  },
  'client-assertion.audience': {
    clause: 'RFC 7523 §3',
    held: 'The aud names this server.',
    broken: 'The aud does not name this server.',
    ...refused,
    waivable: true,
  },
  'client-assertion.expiry': {
    clause: 'RFC 7523 §3',
    held: 'The exp is a time.',
    broken: 'The exp is missing, or no time.',
    ...refused,
  },
  'client-assertion.fresh': {
    clause: 'RFC 7523 §3',
    held: 'The client assertion had not expired.',
    broken: 'The client assertion had expired.',
    ...refused,
    waivable: true,
  },
  'client-assertion.lifetime': {
    clause: 'RFC 7523 §3',
    held: 'The client assertion ends within an hour.',
    broken: 'The client assertion does not end within an hour.',
    ...refused,
    waivable: true,
  },
  'client-assertion.begun': {
    clause: 'RFC 7523 §3',
    held: 'No nbf and no iat of the client assertion is in the future.',
    broken: 'The nbf or the iat of the client assertion is in the future, or no time.',
    ...refused,
    waivable: true,
  },
  'client-assertion.jti': {
    clause: 'OpenID Connect Core §9',
    held: 'The client assertion has a jti.',
    broken: 'The client assertion has no jti, by which it would be known again.',
    ...refused,
    waivable: true,
  },
  'client-assertion.unused': {
    clause: 'OpenID Connect Core §9',
    held: 'The client assertion had not come before.',
    broken: 'The client assertion had come before.',
    ...refused,
    waivable: true,
  },
  'client-certificate.shown': {
    clause: 'RFC 8705 §2',
    held: 'The client showed a certificate.',
    broken: 'The client showed no certificate.',
    ...refused,
  },
  'client-certificate.authority': {
    clause: 'RFC 8705 §2.1',
    held: 'An authority that this server trusts made the certificate.',
    broken: 'No authority that this server trusts made the certificate.',
    ...refused,
  },
  'client-certificate.fresh': {
    clause: 'RFC 8705 §2.1',
    held: 'The certificate has begun and has not ended.',
    broken: 'The certificate has not begun, or has ended.',
    ...refused,
    waivable: true,
  },
  'client-certificate.subject': {
    clause: 'RFC 8705 §2.1.2',
    held: 'The certificate is for the subject that the client registered.',
    broken: 'The certificate is not for the subject that the client registered.',
    ...refused,
  },
  'client-certificate.registered': {
    clause: 'RFC 8705 §2.2.2',
    held: 'The certificate is one that the client registered as x5c.',
    broken: 'The certificate is none that the client registered as x5c.',
    ...refused,
  },
} as const satisfies Catalogue
