import { grantPurposes, messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'

/** An authorization server's metadata (RFC 8414 §2). */
export type Metadata = Readonly<Record<string, unknown>>

/** A parameter of a request. */
export interface Parameter {
  name: string
  need: 'required' | 'recommended' | 'optional'
  /** What it always is. */
  fixed?: string
  /** Metadata member that tells what may be chosen. */
  choices?: string
  /** What may be chosen where the metadata do not tell it. */
  usual?: readonly string[]
  /** Whether several may be chosen, with blanks between. */
  many?: true
  /** How it stands in a JSON document: words with blanks between as a list, one value as a list, or JSON; else a text. */
  as?: 'words' | 'list' | 'json'
  /** Under which name its value is kept, where other requests call it otherwise. */
  keptAs?: string
}

/** A request that can be tried. */
export interface Kind {
  id: string
  name: string
  message: MessageName
  purpose: string
  clause: string
  /** Metadata member that names the address; `metadata` itself, or the lab's own resource. */
  endpoint: string
  method: 'GET' | 'POST'
  /** Through the browser, which then leaves this page. */
  isFront: boolean
  /** Whether the client shows who it is. */
  authenticates: boolean
  /** Whether it shows the access token. */
  bearer: boolean
  /** Whether its parameters are sent as a JSON document. */
  isJson: boolean
  parameters: readonly Parameter[]
}

const required = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  need: 'required',
  ...more,
})
const optional = (name: string, more: Partial<Parameter> = {}): Parameter => ({
  name,
  need: 'optional',
  ...more,
})

const clientId = required('client_id')
const scope = optional('scope', { choices: 'scopes_supported', many: true })
const resource = optional('resource')
const hint = optional('token_type_hint', { usual: ['access_token', 'refresh_token'] })
const tokenTypes = ['access_token', 'refresh_token', 'id_token', 'jwt'].map(
  (type) => `urn:ietf:params:oauth:token-type:${type}`,
)

/** RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1. */
const authorization: readonly Parameter[] = [
  required('response_type', { choices: 'response_types_supported', usual: ['code'] }),
  clientId,
  required('redirect_uri'),
  scope,
  { name: 'state', need: 'recommended' },
  { name: 'nonce', need: 'recommended' },
  { name: 'code_challenge', need: 'recommended' },
  {
    name: 'code_challenge_method',
    need: 'recommended',
    choices: 'code_challenge_methods_supported',
    usual: ['S256'],
  },
  optional('response_mode', { choices: 'response_modes_supported', usual: ['query', 'fragment'] }),
  optional('prompt', {
    choices: 'prompt_values_supported',
    usual: ['none', 'login', 'consent', 'select_account'],
    many: true,
  }),
  optional('max_age'),
  optional('login_hint'),
  optional('acr_values', { choices: 'acr_values_supported', many: true }),
  optional('ui_locales'),
  resource,
]

/** What a token request of each grant holds, besides `grant_type`. */
const grants: Readonly<Record<string, readonly Parameter[]>> = {
  authorization_code: [
    required('code'),
    required('redirect_uri'),
    required('code_verifier'),
    resource,
  ],
  client_credentials: [scope, resource],
  refresh_token: [required('refresh_token'), scope, resource],
  password: [required('username'), required('password'), scope],
  'urn:ietf:params:oauth:grant-type:device_code': [required('device_code')],
  'urn:ietf:params:oauth:grant-type:token-exchange': [
    required('subject_token', { keptAs: 'access_token' }),
    required('subject_token_type', { usual: tokenTypes }),
    resource,
    optional('audience'),
    scope,
    optional('requested_token_type', { usual: tokenTypes }),
    optional('actor_token'),
    optional('actor_token_type', { usual: tokenTypes }),
  ],
  'urn:ietf:params:oauth:grant-type:jwt-bearer': [required('assertion'), scope, resource],
  'urn:openid:params:grant-type:ciba': [required('auth_req_id')],
}

/** RFC 7591 §2. */
const registration: readonly Parameter[] = [
  optional('client_name'),
  optional('redirect_uris', { keptAs: 'redirect_uri', as: 'words' }),
  optional('grant_types', { choices: 'grant_types_supported', many: true, as: 'words' }),
  optional('response_types', { choices: 'response_types_supported', as: 'list' }),
  optional('token_endpoint_auth_method', { choices: 'token_endpoint_auth_methods_supported' }),
  optional('jwks', { as: 'json' }),
  optional('jwks_uri'),
  scope,
  optional('application_type', { usual: ['web', 'native'] }),
  optional('software_statement'),
]

const plain = {
  method: 'GET',
  isFront: false,
  authenticates: false,
  bearer: false,
  isJson: false,
} as const
const form = { ...plain, method: 'POST', authenticates: true } as const

/**
 * The requests that a server's metadata offer, in the order of a flow. The lab may be asked for a token of a program
 * also where it offers none: the refusal is what a lesson wants to see.
 */
export function kindsOf(metadata: Metadata, { isLab }: { isLab: boolean }): Kind[] {
  const offered = listIn(metadata, 'grant_types_supported') ?? ['authorization_code', 'implicit']
  const grantTypes = isLab ? [...new Set([...offered, 'client_credentials'])] : offered
  return [
    kind('metadata request', { ...plain, endpoint: 'metadata', parameters: [] }),
    kind('key set request', { ...plain, endpoint: 'jwks_uri', parameters: [] }),
    kind('client registration request', {
      ...plain,
      method: 'POST',
      isJson: true,
      endpoint: 'registration_endpoint',
      parameters: registration,
    }),
    kind('pushed authorization request', {
      ...form,
      endpoint: 'pushed_authorization_request_endpoint',
      parameters: authorization,
    }),
    kind('authorization request', {
      ...plain,
      isFront: true,
      endpoint: 'authorization_endpoint',
      parameters: [...authorization, optional('request_uri')],
    }),
    ...grantTypes
      .filter((grantType) => grantType !== 'implicit') // RFC 6749 §4.2: it has no token request
      .map((grantType) => tokenRequest(grantType)),
    kind('device authorization request', {
      ...form,
      endpoint: 'device_authorization_endpoint',
      parameters: [scope],
    }),
    kind('backchannel authentication request', {
      ...form,
      endpoint: 'backchannel_authentication_endpoint',
      parameters: [
        required('scope', { choices: 'scopes_supported', many: true }),
        optional('login_hint'),
        optional('id_token_hint'),
        optional('binding_message'),
        optional('requested_expiry'),
      ],
    }),
    kind('UserInfo request', {
      ...plain,
      bearer: true,
      endpoint: 'userinfo_endpoint',
      parameters: [],
    }),
    kind('introspection request', {
      ...form,
      endpoint: 'introspection_endpoint',
      parameters: [required('token', { keptAs: 'access_token' }), hint],
    }),
    kind('revocation request', {
      ...form,
      endpoint: 'revocation_endpoint',
      parameters: [required('token', { keptAs: 'access_token' }), hint],
    }),
    kind('logout request', {
      ...plain,
      isFront: true,
      endpoint: 'end_session_endpoint',
      parameters: [
        { name: 'id_token_hint', need: 'recommended' },
        optional('client_id'),
        optional('post_logout_redirect_uri'),
        optional('state'),
        optional('logout_hint'),
        optional('ui_locales'),
      ],
    }),
    kind('resource request', { ...plain, bearer: true, endpoint: 'resource', parameters: [] }),
  ].filter(({ endpoint }) =>
    endpoint === 'resource'
      ? isLab
      : endpoint === 'metadata' || typeof metadata[endpoint] === 'string',
  )
}

/** A list of strings that the metadata have; undefined where they have none. */
export function listIn(metadata: Metadata, member: string): string[] | undefined {
  const list = metadata[member]
  return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : undefined
}

function tokenRequest(grantType: string): Kind {
  const known = Object.hasOwn(grantPurposes, grantType) ? grantPurposes[grantType] : undefined
  const short = grantType.split(':').at(-1)!.replaceAll(/[_-]/g, ' ')
  return {
    ...kind('token request', {
      ...form,
      endpoint: 'token_endpoint',
      parameters: [
        required('grant_type', { fixed: grantType }),
        ...(Object.hasOwn(grants, grantType) ? grants[grantType]! : []),
      ],
    }),
    ...known,
    id: `token request ${grantType}`,
    name: `Token request, ${short}`,
  }
}

function kind(
  message: MessageName,
  rest: Omit<Kind, 'id' | 'name' | 'message' | 'purpose' | 'clause'>,
): Kind {
  const { name, purpose, clause } = messageOf(message)!
  return { id: message, name, message, purpose, clause, ...rest }
}
