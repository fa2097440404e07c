import type { Severity } from '../findings/finding.ts'

export type Metadata = Readonly<Record<string, unknown>>

/** One kind of finding: a row, and the members of metadata that break it. */
export interface MetadataRule {
  id: string
  severity: Severity
  clause: string
  /** What is wrong, in a sentence. */
  says: string
  remedy: string
  find: (metadata: Metadata, asked: string) => string[]
}

const discovery = 'OpenID Connect Discovery §3'

/** Whether a list has a value; what is no list has none. */
const has = (value: unknown, one: string) => Array.isArray(value) && value.includes(one)
/** The member if it is a list without that value. */
const listWithout = (metadata: Metadata, name: string, one: string) =>
  Array.isArray(metadata[name]) && !has(metadata[name], one) ? [name] : []
const listWith = (metadata: Metadata, name: string, one: string) =>
  has(metadata[name], one) ? [name] : []
/** Whether no browser comes; a server without that list has both grants (RFC 8414 §2). */
const hasNoCodeFlow = ({ grant_types_supported: grants }: Metadata) =>
  Array.isArray(grants) && !has(grants, 'authorization_code') && !has(grants, 'implicit')
const absent = (metadata: Metadata, ...names: string[]) =>
  names.filter((name) => metadata[name] === undefined)

/** Whether a member of metadata names an address. */
export const namesAddress = (name: string) => /(?:_endpoint|_uri|_iframe)$/.test(name)
/** Documents for people may be anywhere (RFC 8414 §2). */
const forPeople = /^(?:service_documentation|op_policy_uri|op_tos_uri)$/

/** What is looked at in an authorization server's metadata. */
export const metadataRules: readonly MetadataRule[] = [
  {
    id: 'issuer-differs',
    severity: 'error',
    clause: 'RFC 8414 §3.3',
    says: 'The metadata names another issuer than the one that was asked, letter by letter.',
    remedy:
      'Take over the issuer of the metadata if this is the right server. Otherwise do not use it.',
    find: ({ issuer }, asked) => (issuer === asked ? [] : ['issuer']),
  },
  {
    id: 'address-not-https',
    severity: 'error',
    clause: 'RFC 8414 §2',
    says: 'The address is no https URL: whoever is on the way could read and change what is sent.',
    remedy: 'Let the server offer the endpoint by https.',
    find: (metadata) =>
      Object.entries(metadata).flatMap(([name, value]) =>
        namesAddress(name) && !forPeople.test(name) && !/^https:\/\/./i.test(String(value))
          ? [name]
          : [],
      ),
  },
  {
    id: 'address-with-fragment',
    severity: 'error',
    clause: 'RFC 6749 §3.1',
    says: 'The address has a fragment, which no request carries.',
    remedy: 'Let the server leave it away.',
    find: (metadata) =>
      Object.entries(metadata).flatMap(([name, value]) =>
        namesAddress(name) && String(value).includes('#') ? [name] : [],
      ),
  },
  {
    id: 'member-missing',
    severity: 'error',
    clause: 'RFC 8414 §2',
    says: 'The metadata lacks a member that it must have.',
    remedy: 'Let the server tell it. Without it a client has to guess, or cannot go on.',
    find: (metadata) =>
      absent(
        metadata,
        ...(hasNoCodeFlow(metadata) ? [] : ['authorization_endpoint']),
        'token_endpoint',
        'response_types_supported',
      ),
  },
  {
    id: 'openid-member-missing',
    severity: 'warning',
    clause: discovery,
    says: 'The metadata lacks a member that an OpenID provider must have.',
    remedy: 'Expect no ID token of a server that is no OpenID provider.',
    find: (metadata) =>
      absent(
        metadata,
        'jwks_uri',
        'subject_types_supported',
        'id_token_signing_alg_values_supported',
      ),
  },
  {
    id: 'no-code',
    severity: 'error',
    clause: 'RFC 6749 §3.1.1',
    says: 'The server does not answer with a code, which is all that this client asks for.',
    remedy: 'Choose another server, or let this one offer the response type code.',
    find: (metadata) => listWithout(metadata, 'response_types_supported', 'code'),
  },
  {
    id: 'no-pkce',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.1',
    says: 'The server does not say that it knows PKCE: it may ignore the challenge.',
    remedy: 'Look whether a wrong code_verifier is refused. Otherwise a stolen code can be used.',
    find: (metadata) => absent(metadata, 'code_challenge_methods_supported'),
  },
  {
    id: 'no-s256',
    severity: 'error',
    clause: 'RFC 7636 §4.2',
    says: 'The server does not take S256, the one method that hides the verifier.',
    remedy: 'Let the server support S256.',
    find: (metadata) => listWithout(metadata, 'code_challenge_methods_supported', 'S256'),
  },
  {
    id: 'plain-challenge',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.1',
    says: 'The server takes the method plain, whose challenge is the verifier itself.',
    remedy: 'Send S256; let the server refuse plain.',
    find: (metadata) => listWith(metadata, 'code_challenge_methods_supported', 'plain'),
  },
  {
    id: 'no-iss-in-answer',
    severity: 'warning',
    clause: 'RFC 9207 §3',
    says: 'The server does not promise iss in its answers, so a mix-up is harder to see.',
    remedy: 'Give each server a redirect URI of its own where a client knows several.',
    find: (metadata) =>
      metadata['authorization_response_iss_parameter_supported'] === true
        ? []
        : ['authorization_response_iss_parameter_supported'],
  },
  {
    id: 'no-openid-scope',
    severity: 'warning',
    clause: discovery,
    says: 'The server does not list the scope openid, so it may send no ID token.',
    remedy: 'Ask for an access token alone.',
    find: (metadata) => listWithout(metadata, 'scopes_supported', 'openid'),
  },
  {
    id: 'no-rs256',
    severity: 'warning',
    clause: discovery,
    says: 'The server does not sign ID tokens with RS256, which every OpenID provider must know.',
    remedy: 'Register another algorithm for the client if its library takes one of these.',
    find: (metadata) => listWithout(metadata, 'id_token_signing_alg_values_supported', 'RS256'),
  },
  {
    id: 'unsigned-id-token',
    severity: 'warning',
    clause: 'OpenID Connect Core §2',
    says: 'The server may send ID tokens that nobody signed.',
    remedy: 'Take none of these but from the token endpoint, or let the server sign all.',
    find: (metadata) => listWith(metadata, 'id_token_signing_alg_values_supported', 'none'),
  },
  {
    id: 'implicit-grant',
    severity: 'warning',
    clause: 'RFC 9700 §2.1.2',
    says: 'The server still puts access tokens into addresses: the implicit grant.',
    remedy: 'Use the code, and let the server turn the implicit grant off.',
    find: (metadata) => listWith(metadata, 'grant_types_supported', 'implicit'),
  },
  {
    id: 'password-grant',
    severity: 'warning',
    clause: 'RFC 9700 §2.4',
    says: 'The server still takes a user’s password from a client: the password grant.',
    remedy: 'Never give a password to an application; let the server turn the grant off.',
    find: (metadata) => listWith(metadata, 'grant_types_supported', 'password'),
  },
  {
    id: 'no-registration',
    severity: 'note',
    clause: 'RFC 8414 §2',
    says: 'Clients cannot register themselves here.',
    remedy: 'Register the client at the server, then type its credentials in.',
    find: (metadata) => absent(metadata, 'registration_endpoint'),
  },
  {
    id: 'no-log-out',
    severity: 'note',
    clause: 'OpenID Connect RP-Initiated Logout §2.1',
    says: 'The server has no address at which a client ends the session of the user.',
    remedy: 'Expect that a log-out ends the session of the application alone.',
    find: (metadata) => absent(metadata, 'end_session_endpoint'),
  },
]
