import { z } from 'zod'
import { accessTokenTyps, signingAlgorithms } from '../configuration/server-configuration.ts'
import { deliveryModes } from '../backchannel/delivery-modes.ts'
import { requestObjectAlgorithms } from '../authorization/parameters/request-object-algorithms.ts'
import { profileNames } from '@oauth-lab/kit/admin/configuration-document.ts'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import { contentEncryptions, keyEncryptions } from '../keys/encryption-algorithms.ts'
import type { encryptedBy, EncryptedUse } from '../keys/encryption-algorithms.ts'
import type { SubjectMember } from './authentication/certificate-subject.ts'
import { assertionAlgorithms, methodNames } from './authentication/methods.ts'

const text = (length: number) =>
  z.string().max(length).describe(`text of at most ${length} characters`)
/** What people are shown: nothing in it may turn round the words beside it (Unicode TR #9 §2). */
const name = z
  .string()
  .max(200)
  .refine((value) => value.isWellFormed() && !/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(value))
  .describe('text of at most 200 characters, without controls')
const texts = (length: number) =>
  z.array(text(2000)).max(length).describe(`a list of at most ${length} texts`)
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names).describe(`one of ${names.join(', ')}`)
const flag = z.boolean().describe('true or false')
const webPage = text(2000)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value))
  .describe('an http or https address')
const secureAddress = text(2000)
  .refine((value) => /^https:\/\//i.test(value) && URL.canParse(value))
  .describe('an https address')
/** What its keys must be like is a rule of registration (registration/rules/client-keys.ts). */
const keySet = z
  .looseObject({
    keys: z
      .array(z.looseObject({ kty: z.string() }))
      .min(1)
      .max(20),
  })
  .describe('a key set with a list of 1 to 20 keys, each with its kty')
const resource = text(2000).refine(isAbsoluteUri)

/** Whether all clients know a user by the same `sub`, or each sector by its own (OpenID Connect Core §8). */
export const subjectTypes = ['public', 'pairwise'] as const

/** What its certificate is for (RFC 8705 §2.1.2). */
const subjectSchemas = {
  tls_client_auth_subject_dn: text(1000),
  tls_client_auth_san_dns: text(253),
  tls_client_auth_san_uri: text(2000),
  tls_client_auth_san_ip: text(45),
  tls_client_auth_san_email: text(320),
} as const satisfies Record<SubjectMember, unknown>

/** By which its answers are encrypted to it (OpenID Connect Registration §2, JARM §3, RFC 9701 §6). */
const encryptionSchemas = {
  id_token_encrypted_response_alg: oneOf(keyEncryptions),
  id_token_encrypted_response_enc: oneOf(contentEncryptions),
  userinfo_encrypted_response_alg: oneOf(keyEncryptions),
  userinfo_encrypted_response_enc: oneOf(contentEncryptions),
  introspection_encrypted_response_alg: oneOf(keyEncryptions),
  introspection_encrypted_response_enc: oneOf(contentEncryptions),
  authorization_encrypted_response_alg: oneOf(keyEncryptions),
  authorization_encrypted_response_enc: oneOf(contentEncryptions),
} as const satisfies Record<(typeof encryptedBy)[EncryptedUse][number], unknown>

/**
 * The client metadata that this server honours (RFC 7591 §2, OpenID Connect Registration §2,
 * RP-Initiated Logout §3.1). Each member says in words what it takes.
 */
export const members = {
  redirect_uris: texts(50),
  token_endpoint_auth_method: oneOf(methodNames),
  token_endpoint_auth_signing_alg: oneOf(assertionAlgorithms),
  jwks: keySet,
  jwks_uri: secureAddress,
  grant_types: texts(20),
  response_types: texts(20),
  client_name: name,
  client_uri: webPage,
  tos_uri: webPage,
  policy_uri: webPage,
  contacts: texts(20),
  scope: text(2000),
  /** The types of authorization_details that it may ask for (RFC 9396 §10). */
  authorization_details_types: texts(20),
  request_object_signing_alg: oneOf(requestObjectAlgorithms),
  /** Where its request objects are (OpenID Connect Registration §2). */
  request_uris: z.array(secureAddress).max(20).describe('a list of at most 20 https addresses'),
  require_signed_request_object: flag,
  require_pushed_authorization_requests: flag,
  ...subjectSchemas,
  /** Whether its tokens are bound to the certificate that it shows (RFC 8705 §3.4). */
  tls_client_certificate_bound_access_tokens: flag,
  /** Whether it always uses DPoP for token requests (RFC 9449 §5.2). */
  dpop_bound_access_tokens: flag,
  application_type: oneOf(['web', 'native']),
  post_logout_redirect_uris: texts(50),
  /** Where the end of a session is told it (OpenID Connect Back-Channel Logout §2.2). */
  backchannel_logout_uri: secureAddress,
  backchannel_logout_session_required: flag,
  /** What the browser loads at a log-out (OpenID Connect Front-Channel Logout §2). */
  frontchannel_logout_uri: secureAddress,
  frontchannel_logout_session_required: flag,
  backchannel_authentication_request_signing_alg: oneOf(publicKeyAlgorithms),
  backchannel_token_delivery_mode: oneOf(deliveryModes),
  /** Where it is told that a user has answered (CIBA Core §4). */
  backchannel_client_notification_endpoint: secureAddress,
  id_token_signed_response_alg: oneOf(signingAlgorithms),
  /** Of authorization responses, where it asks for signed ones (JARM §3). */
  authorization_signed_response_alg: oneOf(signingAlgorithms),
  /** With it UserInfo answers this client with a JWT (OpenID Connect Registration §2). */
  userinfo_signed_response_alg: oneOf(signingAlgorithms),
  /** Of introspection answers, where it asks for signed ones (RFC 9701 §6). */
  introspection_signed_response_alg: oneOf(signingAlgorithms),
  ...encryptionSchemas,
  subject_type: oneOf(subjectTypes),
  /** Where its redirect URIs are listed: the host is its sector (OpenID Connect Registration §5). */
  sector_identifier_uri: secureAddress,
  default_max_age: z.int().min(0).max(999_999_999).describe('a number of seconds'),
  require_auth_time: flag,
  default_acr_values: texts(10),
  /** Where a third party may begin the sign-in (OpenID Connect Core §4). */
  initiate_login_uri: secureAddress,
  software_id: text(200),
  software_version: text(200),
  /** Of the lab: what this client is held to, on top of what the server is. */
  profile: oneOf(profileNames),
  /** Of the lab: a confidential client must use PKCE too. */
  require_pkce: flag,
  /** Of the lab: what the header of its access tokens says they are; what the server says, unless told. */
  access_token_typ: oneOf(accessTokenTyps),
  /** Of the lab: what this resource server serves, and whose tokens it may introspect (RFC 8707 §2). */
  resource: z
    .union([resource.transform((one) => [one]), z.array(resource).max(50)])
    .describe('an absolute URI without a fragment, or a list of at most 50 of them'),
} as const

/** What a lab without TLS takes: its peers have none either. */
export const membersWithoutTls = {
  ...members,
  initiate_login_uri: webPage,
  backchannel_logout_uri: webPage,
  frontchannel_logout_uri: webPage,
  backchannel_client_notification_endpoint: webPage,
  jwks_uri: webPage,
  sector_identifier_uri: webPage,
  request_uris: z.array(webPage).max(20).describe('a list of at most 20 addresses'),
} as const

export type MemberName = keyof typeof members

/** What a registration says for itself; what it leaves out is absent. */
export type SentMetadata = { [Name in MemberName]?: z.output<(typeof members)[Name]> }

/** What is registered: also what the server chose, and nothing that it does not honour. */
export type ClientMetadata = SentMetadata &
  Required<
    Pick<
      SentMetadata,
      | 'redirect_uris'
      | 'token_endpoint_auth_method'
      | 'grant_types'
      | 'response_types'
      | 'application_type'
    >
  >
