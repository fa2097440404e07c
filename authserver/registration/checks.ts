import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** Dynamic registration and its management. */
export const registrationChecks = {
  'registration.open': {
    clause: 'RFC 7591 §3',
    held: 'This server takes registrations.',
    broken: 'This server takes no registrations.',
    error: 'access_denied',
    status: 403,
  },
  'registration.token-present': {
    clause: 'RFC 6750 §3.1',
    held: 'The request carried a bearer token.',
    broken: 'The request carried no bearer token.',
    error: '',
    status: 401,
  },
  'registration.initial-token': {
    clause: 'RFC 7591 §3',
    held: 'The registration carried a valid initial access token.',
    broken: 'The registration carried no valid initial access token.',
    error: 'invalid_token',
    status: 401,
  },
  'registration.access-token': {
    clause: 'RFC 7592 §2',
    held: 'The request carried the registration access token of this client.',
    broken: 'The request did not carry the registration access token of this client.',
    error: 'invalid_token',
    status: 401,
  },
  'registration.media-type': {
    clause: 'RFC 7591 §3.1',
    held: 'The client metadata came as application/json.',
    broken: 'The client metadata did not come as application/json.',
    error: 'invalid_client_metadata',
  },
  'registration.object': {
    clause: 'RFC 7591 §3.1',
    held: 'The client metadata is a JSON object.',
    broken: 'The client metadata is not a JSON object.',
    error: 'invalid_client_metadata',
  },
  'registration.room': {
    clause: 'RFC 7591 §3',
    held: 'This server has room for one more client that registers itself.',
    broken: 'This server has no room for one more client that registers itself.',
    error: 'access_denied',
    status: 403,
  },
  'registration.resource-elsewhere': {
    clause: 'RFC 7591 §5',
    held: 'The resources are not at an address of this lab, or the client may have them.',
    broken: 'A resource is at an address of this lab, and the client has only its own word for it.',
    error: 'invalid_client_metadata',
    waivable: true,
  },
  'registration.resource-free': {
    clause: 'RFC 7591 §5',
    held: 'No other client has the resources, or the client may share them.',
    broken: 'A resource belongs to another client, and this one has only its own word for it.',
    error: 'invalid_client_metadata',
    waivable: true,
  },
  'registration.redirect-uris': {
    clause: 'RFC 7591 §2',
    held: 'The redirect URIs may be registered.',
    broken: 'A redirect URI may not be registered.',
    error: 'invalid_redirect_uri',
  },
  'registration.metadata': {
    clause: 'RFC 7591 §2',
    held: 'The client metadata is valid.',
    broken: 'The client metadata is not valid.',
    error: 'invalid_client_metadata',
  },
} as const satisfies Catalogue
