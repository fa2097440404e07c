import { z } from 'zod'
import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import { labTime, listQuestion, pageOf } from '@oauth-lab/kit/admin/list-document.ts'
import { Application } from './application-document.ts'

const name = z.string().trim().min(1).max(200)
/** What an authorization response is made of: in a redirect URI nobody could tell whose they are. */
const reserved = ['code', 'state', 'iss', 'error', 'error_description', 'error_uri', 'response']
const scopes = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/

const members = z.strictObject({
  name: name.describe('what people call the application, here alone'),
  clientName: name.describe('`client_name` that the server is told (RFC 7591 §2)'),
  server: z.string().min(1).describe('id of the server definition'),
  type: z
    .enum(['confidential', 'public'])
    .default('confidential')
    .describe('whether it keeps a secret (RFC 6749 §2.1)'),
  redirectUri: z
    .string()
    .max(2000)
    .refine(isAbsoluteUri, 'must be an absolute URI without a fragment (RFC 6749 §3.1.2)')
    .refine(
      (uri) => !reserved.some((name) => URL.parse(uri)?.searchParams.has(name)),
      'must not have a parameter of an answer in its query (RFC 6749 §4.1.2)',
    )
    .nullable()
    .default(null)
    .describe(
      "where answers go, compared whole, with its query (RFC 6749 §3.1.2, RFC 9700 §2.1); null: the web page's own address, of a public client those of the single-page application",
    ),
  grantTypes: z
    .array(z.string().min(1).max(200))
    .min(1)
    .max(20)
    .default(['authorization_code', 'refresh_token', 'client_credentials'])
    .describe('ways to a token that are asked for (RFC 7591 §2)'),
  scope: z
    .string()
    .max(2000)
    .regex(scopes, 'must be scope tokens with single blanks between (RFC 6749 §3.3)')
    .nullable()
    .default(null)
    .describe(
      'what is asked for; null: what the lab asks for, at another server `openid`, or nothing where that is no OpenID Provider',
    ),
  authenticationMethod: z
    .enum(['client_secret_basic', 'client_secret_post'])
    .nullable()
    .default(null)
    .describe(
      'how it sends its secret (RFC 6749 §2.3.1); null: the header, if the server takes it',
    ),
  resource: z
    .string()
    .max(2000)
    .refine(isAbsoluteUri, 'must be an absolute URI without a fragment (RFC 8707 §2)')
    .nullable()
    .default(null)
    .describe("for whom tokens are asked (RFC 8707 §2); null: the lab's, at another server nobody"),
  dpop: z
    .boolean()
    .default(false)
    .describe('whether its tokens are bound to a key of its own by DPoP (RFC 9449 §5)'),
  registersItself: z
    .boolean()
    .default(false)
    .describe('whether it registers when it is first used, and again when the server forgot it'),
})

/** What a client is to be at a server. */
export const ClientConfigurationDocument = members.superRefine((document, { addIssue }) => {
  const { type, grantTypes, authenticationMethod } = document
  if (type === 'confidential') return
  const issue = (path: string[], message: string) => addIssue({ code: 'custom', path, message })
  if (grantTypes.includes('client_credentials')) {
    issue(['grantTypes'], 'client_credentials is for confidential clients alone (RFC 6749 §4.4)')
  }
  if (authenticationMethod !== null) {
    issue(['authenticationMethod'], 'must be null: a public client has no secret (RFC 6749 §2.1)')
  }
})
export type ClientConfigurationDocument = z.output<typeof ClientConfigurationDocument>

/** What a registration needs besides the configuration. */
export const RegistrationRequest = z.strictObject({
  initialAccessToken: z
    .string()
    .min(1)
    .max(4000)
    .optional()
    .describe('where the server registers no one without (RFC 7591 §3)'),
})

/** Credentials that the server gave a person (RFC 6749 §2.2, §2.3.1). */
export const TypedCredentials = z.strictObject({
  client_id: z.string().min(1).max(200),
  client_secret: z.string().min(1).max(2000).optional().describe('of a confidential client'),
})

/** What the server knows a client by. Secrets and tokens are never told. */
export const ClientRegistration = z.strictObject({
  client_id: z.string(),
  issuer: z.string(),
  typed: z.boolean().describe('whether a person registered it there and typed it in here'),
  hasSecret: z.boolean(),
  managed: z.boolean().describe('whether the server lets it be read and changed (RFC 7592 §2)'),
  registered: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('what the server said that it registered (RFC 7591 §3.2.1); null: it was not asked'),
  differences: z
    .array(
      z.strictObject({
        member: z.string(),
        asked: z.unknown(),
        registered: z.unknown().describe('null where the server says nothing of it'),
      }),
    )
    .describe('what was asked and came otherwise: the server may change it (RFC 7591 §3.2.1)'),
})
export type ClientRegistration = z.output<typeof ClientRegistration>

/** A client configuration as it is kept. */
export const ClientConfiguration = members.extend({
  id: z.string(),
  madeAt: labTime,
  usedFor: z.array(Application).describe('applications that work with it'),
  asked: z
    .record(z.string(), z.unknown())
    .describe('what a registration asks for now, as it goes on the wire (RFC 7591 §2)'),
  registration: ClientRegistration.nullable(),
})
export type ClientConfiguration = z.output<typeof ClientConfiguration>

export const ClientConfigurationQuestion = listQuestion(
  {
    server: z.string().min(1).optional().describe('id of the server definition'),
    search: z.string().min(1).optional().describe('a part of name, client name or client_id'),
  },
  ['name', 'clientName', 'madeAt'],
  'asc',
)
export type ClientConfigurationQuestion = z.output<typeof ClientConfigurationQuestion>

export const ClientConfigurationPage = pageOf(ClientConfiguration)
export type ClientConfigurationPage = z.output<typeof ClientConfigurationPage>
