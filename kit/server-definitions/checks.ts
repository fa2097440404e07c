import type { Catalogue } from '../check-definition.ts'

const error = 'invalid_request'

/** What is asked of a server before a client or a resource server takes it as one that it knows. */
export const serverDefinitionChecks = {
  'server-definition.issuer-form': {
    clause: 'RFC 8414 §2',
    held: 'The issuer is an https URL without query and fragment.',
    broken: 'The issuer is no https URL without query and fragment.',
    error,
  },
  'server-definition.authority': {
    clause: 'RFC 5280 §4.1',
    held: 'The authority is one with a name here, or a certificate that can be read.',
    broken: 'The authority is no certificate that can be read.',
    error,
  },
  'server-definition.address': {
    clause: 'RFC 9728 §7.7',
    held: 'The server is at an address that this lab may ask.',
    broken: 'The server is at a private address, and this lab may not ask there.',
    error,
  },
  'server-definition.certificate': {
    clause: 'RFC 9110 §4.3.4',
    held: 'The certificate is for this host, and the authority vouches for it.',
    broken: 'The certificate is not for this host, or the authority does not vouch for it.',
    error,
  },
  'server-definition.answers': {
    clause: 'OpenID Connect Discovery §4.1; RFC 8414 §3.1',
    held: 'The server answered the metadata request.',
    broken: 'The server did not answer the metadata request.',
    error,
  },
  'server-definition.metadata': {
    clause: 'OpenID Connect Discovery §4.2; RFC 8414 §3.2',
    held: 'The answer is metadata: status 200 and a JSON object.',
    broken: 'The answer is no metadata: not status 200, or no JSON object.',
    error,
  },
  'server-definition.issuer': {
    clause: 'OpenID Connect Discovery §4.3; RFC 8414 §3.3',
    held: 'The issuer of the metadata is the one that was asked for, compared whole.',
    broken: 'The issuer of the metadata is not the one that was asked for.',
    error,
    waivable: true,
  },
  'server-definition.members': {
    clause: 'RFC 8414 §2',
    held: 'The metadata names every address that is needed here.',
    broken: 'The metadata lacks an address that is needed here, or it is no https URL.',
    error,
  },
  'server-definition.keys': {
    clause: 'RFC 7517 §5',
    held: 'The key set holds a public key that verifies signatures.',
    broken: 'The key set holds no public key that verifies signatures.',
    error,
  },
} as const satisfies Catalogue
