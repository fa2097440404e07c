import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** The resources that a request asks for. */
export const resourceChecks = {
  'resource.one': {
    clause: 'RFC 8707 §2',
    held: 'The request asks for one resource at most, or the server takes several.',
    broken: 'The request asks for several resources; this server takes one at a time.',
    error: 'invalid_target',
  },
  'resource.form': {
    clause: 'RFC 8707 §2',
    held: 'The resource is an absolute URI without a fragment.',
    broken: 'The resource is not an absolute URI without a fragment.',
    error: 'invalid_target',
  },
  'resource.known': {
    clause: 'RFC 8707 §2',
    held: 'A resource server of this lab serves or registered the resource.',
    broken: 'No resource server of this lab serves or registered the resource.',
    error: 'invalid_target',
    waivable: true,
  },
  'resource.required': {
    clause: 'RFC 8707 §2',
    held: 'The request names a resource, or this server needs none.',
    broken: 'The request names no resource, and this server requires one.',
    error: 'invalid_target',
  },
  'resource.granted': {
    clause: 'RFC 8707 §2.2',
    held: 'The resource is one of the authorization request.',
    broken: 'The resource is none of the authorization request.',
    error: 'invalid_target',
  },
  'resource.chosen': {
    clause: 'RFC 8707 §2.2',
    held: 'The token is for one resource, or the server issues tokens for several.',
    broken: 'The grant is for several resources, and the request does not say for which one.',
    error: 'invalid_target',
  },
} as const satisfies Catalogue
