import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

const error = 'invalid_authorization_details'

/** What a request asks for in detail. */
export const authorizationDetailsChecks = {
  'authorization-details.form': {
    clause: 'RFC 9396 §2',
    held: 'The authorization_details are a JSON array of objects, each with a type, nested 20 deep at most.',
    broken:
      'The authorization_details are not a JSON array of objects, each with a type, nested 20 deep at most.',
    error,
  },
  'authorization-details.type-known': {
    clause: 'RFC 9396 §5',
    held: 'The configuration has the type of each of the authorization_details.',
    broken: 'The configuration does not have the type of one of the authorization_details.',
    error,
  },
  'authorization-details.type-registered': {
    clause: 'RFC 9396 §10',
    held: 'The client registered the types of the authorization_details, if it registered any.',
    broken: 'The client registered other types of authorization_details.',
    error,
  },
  'authorization-details.fields-known': {
    clause: 'RFC 9396 §5',
    held: 'The authorization_details have no member that their type does not have.',
    broken: 'The authorization_details have a member that their type does not have.',
    error,
  },
  'authorization-details.fields-present': {
    clause: 'RFC 9396 §5',
    held: 'The authorization_details have every member that their type needs.',
    broken: 'The authorization_details lack a member that their type needs.',
    error,
  },
  'authorization-details.fields-typed': {
    clause: 'RFC 9396 §5',
    held: 'Every member of the authorization_details is of the kind that their type asks for.',
    broken: 'A member of the authorization_details is of another kind than their type asks for.',
    error,
  },
  'authorization-details.values-valid': {
    clause: 'RFC 9396 §5',
    held: 'Every member of the authorization_details has a value that their type allows.',
    broken: 'A member of the authorization_details has a value that their type does not allow.',
    error,
  },
  'authorization-details.grant-type': {
    clause: 'RFC 9396 §6',
    held: 'The request names no authorization_details, or its grant type takes them.',
    broken: 'The request names authorization_details, and its grant type takes none.',
    error,
  },
  'authorization-details.granted': {
    clause: 'RFC 9396 §6',
    held: 'The authorization_details ask for nothing that was not granted.',
    broken: 'The authorization_details ask for what was not granted.',
    error,
  },
} as const satisfies Catalogue
