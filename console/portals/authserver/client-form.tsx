import { clientMetadata } from '@oauth-lab/explain/catalogue/metadata.ts'
import { values } from '@oauth-lab/explain/catalogue/values.ts'
import { useQuery } from '@tanstack/react-query'
import { ApiError, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { useBodySchema } from '../../api/schema.ts'
import type { Group, Help } from '../../parts/form/document-form.tsx'
import type { Members } from '../../parts/form/changes.ts'
import type { JsonSchema } from '../../parts/form/json-schema.ts'

export const clientsPath = '/authserver/admin/api/clients'

export const clientGroups: readonly Group[] = [
  {
    title: 'Identity',
    members: ['client_name', 'client_id', 'application_type', 'client_uri', 'profile'],
  },
  {
    title: 'Redirect URIs',
    note: 'The answer goes only to one of these, compared letter by letter.',
    members: ['redirect_uris', 'post_logout_redirect_uris', 'initiate_login_uri'],
  },
  { title: 'Grant types', members: ['grant_types', 'response_types', 'require_pkce'] },
  { title: 'Scopes', note: 'Asking is not getting: the person decides.', members: ['scope'] },
  {
    title: 'Authentication',
    note: 'A client that signs registers its public keys: the key set itself, or where it is.',
    members: [
      'token_endpoint_auth_method',
      'client_secret',
      'former_secret_lifetime',
      'token_endpoint_auth_signing_alg',
      'jwks',
      'jwks_uri',
    ],
  },
  {
    title: 'Requests',
    note: 'How its authorization requests come: pushed, or in an object that it signs.',
    members: [
      'require_pushed_authorization_requests',
      'require_signed_request_object',
      'request_object_signing_alg',
      'request_uris',
    ],
  },
  {
    title: 'Tokens',
    members: [
      'access_token_typ',
      'id_token_signed_response_alg',
      'id_token_encrypted_response_alg',
      'id_token_encrypted_response_enc',
      'userinfo_signed_response_alg',
      'userinfo_encrypted_response_alg',
      'userinfo_encrypted_response_enc',
      'introspection_signed_response_alg',
      'introspection_encrypted_response_alg',
      'introspection_encrypted_response_enc',
      'authorization_signed_response_alg',
      'authorization_encrypted_response_alg',
      'authorization_encrypted_response_enc',
      'subject_type',
      'sector_identifier_uri',
      'resource',
    ],
  },
  {
    title: 'Sign-in',
    members: ['default_max_age', 'require_auth_time', 'default_acr_values'],
  },
  {
    title: 'Log-out',
    note: 'Who is told when a session ends: the client itself, or its page in the browser.',
    members: [
      'backchannel_logout_uri',
      'backchannel_logout_session_required',
      'frontchannel_logout_uri',
      'frontchannel_logout_session_required',
    ],
  },
  {
    title: 'Backchannel authentication',
    note: 'How the answer of a user who is asked elsewhere reaches the client.',
    members: [
      'backchannel_token_delivery_mode',
      'backchannel_client_notification_endpoint',
      'backchannel_authentication_request_signing_alg',
    ],
  },
  {
    title: 'Bound tokens and certificates',
    note: 'Tokens that are of use only with a key; the certificate by which the client is known.',
    members: [
      'dpop_bound_access_tokens',
      'tls_client_certificate_bound_access_tokens',
      'tls_client_auth_subject_dn',
      'tls_client_auth_san_dns',
      'tls_client_auth_san_uri',
      'tls_client_auth_san_ip',
      'tls_client_auth_san_email',
    ],
  },
]

const meanings = clientMetadata as Readonly<Record<string, { means: string; clause: string }>>

const choices: Help = {
  grant_types: { choices: values['grant type'] },
  token_endpoint_auth_method: { choices: values['authentication method'] },
  id_token_signed_response_alg: { choices: values.algorithm },
  token_endpoint_auth_signing_alg: { choices: values.algorithm },
  request_object_signing_alg: { choices: values.algorithm },
  userinfo_signed_response_alg: { choices: values.algorithm },
  introspection_signed_response_alg: { choices: values.algorithm },
  authorization_signed_response_alg: { choices: values.algorithm },
  response_types: { choices: values['response type'] },
  profile: { choices: values.profile },
  scope: { label: 'Scopes', choices: values.scope },
}

/** What each member of the metadata means. */
export const clientHelp: Help = Object.fromEntries(
  Object.entries({ ...meanings, ...choices }).map(([name]) => {
    const meaning = meanings[name]
    const means = meaning && `${meaning.means} (${meaning.clause})`
    return [name, { ...choices[name], ...(means !== undefined && { means }) }]
  }),
)

/** The schema of a client, with the grant types and scopes that the server has now as choices. */
export function useClientSchema(method: 'post' | 'patch') {
  const schema = useBodySchema('/authserver/admin/api', method, '/clients')
  const configuration = useQuery({
    queryKey: ['authserver', 'configuration', 'offered'],
    queryFn: readOffered,
  })
  const members = schema.data && withOffered(schema.data, configuration.data ?? nothing)
  const isDefined = configuration.data !== null
  return { queries: [schema, configuration], schema: members, isDefined }
}

interface Offered {
  supportedGrantTypes: string[]
  supportedScopes: Record<string, string>
}

const nothing: Offered = { supportedGrantTypes: [], supportedScopes: {} }

/** Null where the server has no definition. */
async function readOffered(): Promise<Offered | null> {
  try {
    return await dataOf<Offered>(authserver.GET('/authserver/admin/api/configuration'))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

function withOffered(
  schema: JsonSchema,
  { supportedGrantTypes, supportedScopes }: Offered,
): JsonSchema {
  const list = (names: readonly string[]): JsonSchema => ({
    type: 'array',
    items: { type: 'string', enum: names },
  })
  return {
    ...schema,
    properties: {
      ...schema.properties,
      grant_types: list(supportedGrantTypes),
      scope: list(Object.keys(supportedScopes)),
    },
  }
}

/** On screen a scope is a list of ticks; on the wire one text (RFC 6749 §3.3). */
export function toForm({ scope, ...client }: Members): Members {
  return typeof scope === 'string' ? { ...client, scope: scope.split(' ').filter(Boolean) } : client
}

export function toWire({ scope, ...client }: Members): Members {
  return Array.isArray(scope)
    ? { ...client, scope: scope.join(' ') }
    : { ...client, ...(scope === null && { scope }) }
}
