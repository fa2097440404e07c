import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Client authentication: a peer learns the public check only. */
export const clientChecks = {
  'client.authenticated': {
    clause: 'RFC 6749 §5.2',
    held: 'The client authenticated as it is registered to.',
    broken: 'The client is unknown, or did not authenticate as it is registered to.',
    error: 'invalid_client',
    status: 401,
  },
  'client.one-method': {
    clause: 'RFC 6749 §2.3',
    held: 'The client used one authentication method.',
    broken: 'The client used more than one authentication method.',
    error: 'invalid_request',
  },
  'client.same-id': {
    clause: 'RFC 6749 §2.3',
    held: 'The request names one client.',
    broken: 'The request names two clients.',
    error: 'invalid_request',
  },
  'client.identified': {
    clause: 'RFC 6749 §5.2',
    held: 'The request says which client sends it.',
    broken: 'The request does not say which client sends it.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.readable': {
    clause: 'RFC 6749 §2.3.1',
    held: 'The credentials are encoded as HTTP Basic asks.',
    broken: 'The credentials are not encoded as HTTP Basic asks.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.known': {
    clause: 'RFC 6749 §5.2',
    held: 'The client_id is registered.',
    broken: 'The client_id is not registered.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.registered-method': {
    clause: 'RFC 7591 §2',
    held: 'The client used the token_endpoint_auth_method that it registered.',
    broken: 'The client used another token_endpoint_auth_method than it registered.',
    error: 'invalid_client',
    status: 401,
    waivable: true,
    publicAs: 'client.authenticated',
  },
  'client.secret': {
    clause: 'RFC 6749 §2.3.1',
    held: 'The client secret is the one that was issued.',
    broken: 'The client secret is not the one that was issued.',
    error: 'invalid_client',
    status: 401,
    publicAs: 'client.authenticated',
  },
  'client.confidential': {
    clause: 'RFC 7662 §2.1',
    held: 'The client is confidential and has authenticated.',
    broken: 'The client is public; this endpoint is for clients that authenticate.',
    error: 'invalid_client',
    status: 401,
  },
  'redirect-uri.https': {
    clause: 'RFC 9700 §2.6',
    held: 'No redirect URI of this web client is plain HTTP.',
    broken: 'A redirect URI of this web client is plain HTTP.',
    error: 'invalid_redirect_uri',
    waivable: true,
  },
} as const satisfies Catalogue
