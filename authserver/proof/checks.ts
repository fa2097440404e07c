import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What codes and refresh tokens are bound to. */
export const bindingChecks = {
  'dpop-jkt.form': {
    clause: 'RFC 9449 §10',
    held: 'The dpop_jkt has the 43 characters of a SHA-256 digest in base64url.',
    broken: 'The dpop_jkt is no SHA-256 digest in base64url, which has 43 characters.',
    error: 'invalid_request',
  },
  'dpop-jkt.of-proof': {
    clause: 'RFC 9449 §10.1',
    held: 'The dpop_jkt is the thumbprint of the key of the proof.',
    broken: 'The dpop_jkt is not the thumbprint of the key of the proof.',
    error: 'invalid_dpop_proof',
  },
  'code.key': {
    clause: 'RFC 9449 §10',
    held: 'The key of the proof is the one to which the code is bound.',
    broken: 'The key of the proof is not the one to which the code is bound.',
    error: 'invalid_grant',
    waivable: true,
  },
  'refresh-token.key': {
    clause: 'RFC 9449 §5',
    held: 'The key of the proof is the one to which the refresh token is bound.',
    broken: 'The key of the proof is not the one to which the refresh token is bound.',
    error: 'invalid_grant',
    waivable: true,
  },
  'token-exchange.key': {
    clause: 'RFC 9449 §1',
    held: 'The client has the key to which the token that it exchanges is bound.',
    broken: 'The client has not shown the key to which the token that it exchanges is bound.',
    error: 'invalid_request',
    waivable: true,
  },
  'access-token.bound': {
    clause: 'FAPI 2.0 Security Profile §5.3.2.1',
    held: 'The access token is to be bound to what the client has proven to have.',
    broken: 'The access token is to be bound, and the client proved to have no key.',
    error: 'invalid_request',
    waivable: true,
  },
  'certificate.for-token': {
    clause: 'RFC 8705 §3.4',
    held: 'The client showed the certificate to which its tokens are to be bound.',
    broken: 'The client showed no certificate, and its tokens are to be bound to one.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue
