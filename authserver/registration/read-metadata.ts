import type { ResponseType } from '../authorization/response-types/response-types.ts'
import type { ClientMetadata } from '../clients/client-metadata.ts'
import { methodNamed } from '../clients/authentication/methods.ts'
import { cibaName } from '../grant-types/grant-type.ts'
import { algorithmProblems } from './rules/algorithms.ts'
import { certificateSubjectProblems } from './rules/certificate-subject.ts'
import { clientKeyProblems } from './rules/client-keys.ts'
import { encryptionDefaults, encryptionProblems } from './rules/encryption.ts'
import { agreeOnTypes } from './rules/grant-and-response-types.ts'
import { logoutAddressProblems } from './rules/logout-addresses.ts'
import { redirectUriProblems } from './rules/redirect-uris.ts'
import { scopeProblems } from './rules/scope.ts'
import { sectorProblems } from './rules/sector.ts'
import { tokenDeliveryProblems } from './rules/token-delivery.ts'
import type { MetadataProblem } from './metadata-problem.ts'
import { readMembers } from './read-members.ts'

/** What the server has for clients to ask for. */
export interface Offered {
  grantTypes: readonly string[]
  responseTypes: readonly ResponseType[]
  /** Names of authentication methods; none: all. */
  authenticationMethods?: readonly string[]
  /** By which server and clients may sign; none: all. */
  algorithms?: readonly string[]
  /** Whether there is a place where clients show certificates. */
  mtls?: boolean
  /** Undefined where it takes any. */
  scopes: readonly string[] | undefined
  httpForLocalhost: boolean
  /** Whether the lab speaks plain HTTP, and takes plain addresses where none but https are good enough. */
  withoutTls?: boolean
}

/** Bytes of metadata that one client may hold. */
const limit = 16 * 1024

/** What a document registers, and everything that is wrong with it (RFC 7591 §2, §3.2.2). */
export function readMetadata(
  document: Record<string, unknown>,
  offered: Offered,
): { metadata: ClientMetadata; problems: MetadataProblem[] } {
  const { sent, problems } = readMembers(document, offered.withoutTls)
  const types = agreeOnTypes(sent, offered)
  const { application_type = 'web', token_endpoint_auth_method: method = 'client_secret_basic' } =
    sent
  const native = application_type === 'native'
  const metadata: ClientMetadata = {
    ...sent,
    ...encryptionDefaults(sent),
    redirect_uris: sent.redirect_uris ?? [],
    token_endpoint_auth_method: method,
    grant_types: types.grant_types,
    response_types: types.response_types,
    application_type,
    ...(sent.scope !== undefined && { scope: [...new Set(sent.scope.split(' '))].join(' ') }),
  }
  // Of a method without assertions it says nothing.
  if (!methodNamed(method).signingAlgorithms) delete metadata.token_endpoint_auth_signing_alg
  // Of other grants it says nothing.
  if (!types.grant_types.includes(cibaName)) {
    delete metadata.backchannel_token_delivery_mode
    delete metadata.backchannel_authentication_request_signing_alg
    delete metadata.backchannel_client_notification_endpoint
  }
  problems.push(
    ...redirectUriProblems(document, { native, httpForLocalhost: offered.httpForLocalhost }),
    ...types.problems,
    ...methodProblems(method, offered.authenticationMethods ?? []),
    ...algorithmProblems(sent, offered.algorithms ?? []),
    ...scopeProblems(sent.scope, offered.scopes),
    ...clientKeyProblems(sent, method),
    ...encryptionProblems(sent),
    ...logoutAddressProblems(sent),
    ...sectorProblems(metadata),
    ...tokenDeliveryProblems(metadata),
    ...certificateSubjectProblems(sent, method, offered.mtls === true),
    ...sizeProblems(metadata),
  )
  if (
    needsRedirectUri(metadata) &&
    !problems.some(({ path }) => path.startsWith('redirect_uris'))
  ) {
    problems.push({
      path: 'redirect_uris',
      value: [],
      message: 'holds no URI, and the authorization endpoint needs one for its answers',
      remedy: 'Send at least one redirect URI.',
    })
  }
  return { metadata, problems }
}

function methodProblems(method: string, offered: readonly string[]): MetadataProblem[] {
  if (offered.length === 0 || offered.includes(method)) return []
  const message = 'is a method that this server does not offer'
  const remedy = `Send one of ${offered.join(', ')}.`
  return [{ path: 'token_endpoint_auth_method', value: method, message, remedy }]
}

function needsRedirectUri({ grant_types, response_types, redirect_uris }: ClientMetadata): boolean {
  const answers = grant_types.includes('authorization_code') || response_types.length > 0
  return answers && redirect_uris.length === 0
}

function sizeProblems(metadata: ClientMetadata): MetadataProblem[] {
  const bytes = Buffer.byteLength(JSON.stringify(metadata))
  if (bytes <= limit) return []
  return [
    {
      path: '(document)',
      value: `${bytes} bytes`,
      message: `are more than a client may register`,
      remedy: `Send at most ${limit} bytes of metadata.`,
    },
  ]
}
