import type { Catalogue } from '../check-definition.ts'

const invalid = { error: 'invalid_dpop_proof', status: 401 } as const
const token = { error: 'invalid_token', status: 401 } as const

/**
 * A DPoP proof, wherever it is taken (RFC 9449 §4.3), and the token that it goes with. A refusal without a
 * challenge is a 400, as at the token endpoint.
 */
export const proofChecks = {
  'dpop.present': {
    clause: 'RFC 9449 §7.1; RFC 9449 §5.2',
    held: 'A DPoP proof came.',
    broken: 'No DPoP proof came, and this request needs one.',
    ...invalid,
    waivable: true,
  },
  'dpop.one': {
    clause: 'RFC 9449 §4.3',
    held: 'The DPoP header came once.',
    broken: 'The DPoP header came more than once.',
    ...invalid,
  },
  'dpop.form': {
    clause: 'RFC 9449 §4.3',
    held: 'The DPoP header is one signed JWT.',
    broken: 'The DPoP header is not one signed JWT that this server reads.',
    ...invalid,
  },
  'dpop.type': {
    clause: 'RFC 9449 §11.5',
    held: 'The typ of the proof is dpop+jwt.',
    broken: 'The typ of the proof is not dpop+jwt.',
    ...invalid,
  },
  'dpop.algorithm': {
    clause: 'RFC 9449 §11.6',
    held: 'The proof is signed by an asymmetric algorithm that this server takes.',
    broken: 'The proof is not signed by an asymmetric algorithm that this server takes.',
    ...invalid,
  },
  'dpop.key': {
    clause: 'RFC 9449 §4.2',
    held: 'The jwk of the proof is a public key of the kind that its algorithm takes.',
    broken: 'The jwk of the proof is no public key of the kind that its algorithm takes.',
    ...invalid,
  },
  'dpop.signature': {
    clause: 'RFC 9449 §4.3',
    held: 'The key in the proof made its signature.',
    broken: 'The key in the proof did not make its signature.',
    ...invalid,
  },
  'dpop.claims': {
    clause: 'RFC 9449 §4.2',
    held: 'The proof has jti, htm, htu and iat.',
    broken: 'The proof lacks one of jti, htm, htu and iat.',
    ...invalid,
  },
  'dpop.method': {
    clause: 'RFC 9449 §4.3',
    held: 'The htm of the proof is the method of this request.',
    broken: 'The htm of the proof is not the method of this request.',
    ...invalid,
    waivable: true,
  },
  'dpop.address': {
    clause: 'RFC 9449 §4.3',
    held: 'The htu of the proof is the address of this request, its query left out.',
    broken: 'The htu of the proof is not the address of this request, its query left out.',
    ...invalid,
    waivable: true,
  },
  'dpop.nonce': {
    clause: 'RFC 9449 §8',
    held: 'The nonce of the proof is one that this server gave out lately.',
    broken: 'The nonce of the proof is not one that this server gave out lately.',
    error: 'use_dpop_nonce',
    status: 401,
    waivable: true,
  },
  'dpop.fresh': {
    clause: 'RFC 9449 §11.1',
    held: 'The proof was made within the last minute.',
    broken: 'The proof was not made within the last minute.',
    ...invalid,
    waivable: true,
  },
  'dpop.token-hash': {
    clause: 'RFC 9449 §4.3',
    held: 'The ath of the proof is the digest of the access token.',
    broken: 'The ath of the proof is not the digest of the access token.',
    ...invalid,
    waivable: true,
  },
  'dpop.unused': {
    clause: 'RFC 9449 §11.1',
    held: 'The proof had not come before.',
    broken: 'The proof had come before.',
    ...invalid,
    waivable: true,
  },
  'dpop.token-bound': {
    clause: 'RFC 9449 §7.1',
    held: 'The access token that came by the scheme DPoP is bound to a key.',
    broken: 'The access token came by the scheme DPoP, and is bound to no key.',
    ...token,
  },
  'dpop.token-key': {
    clause: 'RFC 9449 §6',
    held: 'The key of the proof is the one to which the access token is bound.',
    broken: 'The key of the proof is not the one to which the access token is bound.',
    ...token,
    waivable: true,
  },
  'dpop.not-as-bearer': {
    clause: 'RFC 9449 §7.2',
    held: 'No token that is bound by DPoP came as a bearer token.',
    broken: 'The access token is bound by DPoP, and came as a bearer token.',
    ...token,
    waivable: true,
  },
  'certificate.of-token': {
    clause: 'RFC 8705 §3',
    held: 'The client showed the certificate to which the access token is bound.',
    broken: 'The client did not show the certificate to which the access token is bound.',
    ...token,
    waivable: true,
  },
} as const satisfies Catalogue
