import { z } from 'zod'
import { isOrigin } from '../http/origin.ts'

const scopeToken = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope token (RFC 6749 §3.3)')
const role = z.string().min(1).max(200)
const claim = z
  .string()
  .min(1)
  .max(200)
  .refine(
    (text) => !text.startsWith('/') || /^(?:\/(?:[^~/]|~[01])*)+$/.test(text),
    'must be the name of a claim, or a JSON pointer (RFC 6901)',
  )

/** What an operation needs: every scope of it. */
const neededScopes = (path: string) =>
  z.array(scopeToken).max(50).describe(`scopes that \`${path}\` needs, every one of them`)

/** How claims become a local user. They come from introspection, the token and UserInfo. */
export const UserMapping = z.strictObject({
  username: claim.default('sub').meta({
    description:
      'claim that names the local user; `sub` gets `OAuth2` before it, since it is no name. A JSON pointer leads into a claim: /realm_access/roles',
    clause: 'OpenID Connect Core §5.7',
  }),
  roles: z
    .strictObject({
      everybody: z
        .array(role)
        .max(50)
        .default(['reader'])
        .describe('roles that each local user has'),
      claim: claim.default('roles').meta({
        description: 'claim whose values give further roles; the values of all sources count',
        clause: 'RFC 9068 §2.2.3.1',
      }),
      values: z
        .record(z.string().min(1).max(200), role)
        .default({ administrator: 'administrator' })
        .describe('a value of that claim, and the role that it gives; others give none'),
    })
    .prefault({})
    .describe('what the local user may do here'),
  attributes: z
    .strictObject({
      userInfo: z.boolean().default(true).meta({
        description: 'whether all that UserInfo tells becomes attributes',
        clause: 'OpenID Connect Core §5.3.2',
      }),
      claims: z
        .record(z.string().min(1).max(200), claim)
        .default({})
        .describe('further attributes, each by the claim that it is taken from'),
    })
    .prefault({})
    .describe('what else is known of the local user'),
})
export type UserMapping = z.output<typeof UserMapping>

/** How an access token is judged. */
export const verifications = ['both', 'jwt', 'introspection', 'jwt-or-introspection'] as const

const dynamic = {
  serverDefinition: z.string().min(1).max(200).meta({
    description: 'id of the server definition whose tokens are taken; `lab` is built in',
    clause: 'RFC 9728 §2',
  }),
  audience: z.string().min(1).max(2000).meta({
    description:
      'the `aud` of tokens for the whole server; the URL that was called counts as well. A URI is registered as a resource. The metadata at `{base}/resserver` names that address still (RFC 9728 §3.3)',
    clause: 'RFC 9068 §4',
  }),
  verification: z.enum(verifications).meta({
    description:
      'how a token is judged: a JWT is verified and introspected (`both`), verified alone (`jwt`), introspected alone (`introspection`), or only opaque ones are introspected (`jwt-or-introspection`). An opaque token can only be introspected',
    clause: 'RFC 7662 §2',
  }),
  tokenTypes: z
    .array(z.string().regex(/^[\w+./-]{1,100}$/, 'must be a typ, for example at+jwt'))
    .min(1)
    .max(10)
    .meta({
      description:
        '`typ` that a JWT may have. Another one than `at+jwt` is a leniency; `JWT` stands for none, too',
      clause: 'RFC 9068 §4',
    }),
  scopes: z
    .strictObject({
      resource: neededScopes('protected-resources/').optional(),
      delegated: neededScopes('protected-resources-delegated/').optional(),
      administration: neededScopes('protected-resources-delegated/administration/').optional(),
    })
    .meta({ description: 'scopes that each operation needs', clause: 'RFC 6750 §3.1' }),
  corsOrigins: z
    .array(z.string().refine(isOrigin, 'must be an origin, for example https://app.example:8080'))
    .max(100)
    .meta({
      description: 'origins whose pages may call the resources',
      clause: 'Fetch Standard, CORS protocol',
    }),
}

const neededDetails = (path: string) =>
  z
    .array(z.string().regex(/^[\x21-\x7e]{1,200}$/, 'must be a type without blanks'))
    .max(50)
    .describe(`types that \`${path}\` needs`)

/** How a user must have signed in for an operation. */
const neededAuthentication = (path: string) =>
  z
    .strictObject({
      acrValues: z
        .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a value without blanks'))
        .max(10)
        .default([])
        .describe('acr of which the token must have one; none: any'),
      maxAge: z.int().min(0).max(999_999_999).optional().describe('seconds since the sign-in'),
    })
    .describe(`how the user of \`${path}\` must have signed in`)

const fixed = {
  authentication: z
    .strictObject({
      resource: neededAuthentication('protected-resources/').optional(),
      delegated: neededAuthentication('protected-resources-delegated/').optional(),
      administration: neededAuthentication(
        'protected-resources-delegated/administration/',
      ).optional(),
    })
    .default({})
    .meta({
      description:
        'how a user must have signed in for an operation; a token of another sign-in is challenged',
      clause: 'RFC 9470 §3',
    }),
  authorizationDetails: z
    .strictObject({
      resource: neededDetails('protected-resources/').optional(),
      delegated: neededDetails('protected-resources-delegated/').optional(),
      administration: neededDetails('protected-resources-delegated/administration/').optional(),
    })
    .default({})
    .meta({
      description:
        'types of authorization_details that a token needs for an operation; one with other `locations` does not count',
      clause: 'RFC 9396 §9',
    }),
  name: z.string().min(1).max(200).default('OAuth Lab resource server').meta({
    description: 'what people call this resource server',
    clause: 'RFC 9728 §2',
  }),
  dpopRequired: z.boolean().default(false).meta({
    description: 'whether a token must come by the scheme DPoP, bound to a key of its client',
    clause: 'RFC 9728 §2',
  }),
  dpopNonces: z.boolean().default(false).meta({
    description: 'whether each DPoP proof must hold a nonce that this server gave out',
    clause: 'RFC 9449 §9',
  }),
  mapping: UserMapping.prefault({}).meta({
    description:
      'how the claims of a token become a local user; the export `mapUser` of a hook module takes its place',
    clause: 'RFC 9068 §2.2.2',
  }),
}

/** A configuration that is put in its place; what it leaves out takes its default. */
export const ResourceServerDocument = z.strictObject({
  ...fixed,
  serverDefinition: absent(dynamic.serverDefinition, '`lab`'),
  audience: absent(dynamic.audience, '`{base}/resserver`, or LAB_AUDIENCE'),
  verification: absent(
    dynamic.verification,
    '`both`; where LAB_INTROSPECTION is opaque, `jwt-or-introspection`',
  ),
  tokenTypes: absent(dynamic.tokenTypes, '`at+jwt`, or LAB_TOKEN_TYPE'),
  scopes: absent(dynamic.scopes, '`my/scope` each, or LAB_RESOURCE_SCOPE'),
  corsOrigins: absent(dynamic.corsOrigins, "the lab's own origin"),
})
export type ResourceServerDocument = z.input<typeof ResourceServerDocument>

/** The resource server's configuration as it holds. */
export const ResourceServerConfiguration = z.strictObject({
  ...fixed,
  ...dynamic,
  scopes: dynamic.scopes.required().meta(dynamic.scopes.meta() ?? {}),
})
export type ResourceServerConfiguration = z.output<typeof ResourceServerConfiguration>

/** A member whose default follows from how the lab was started. */
function absent<T extends z.ZodType>(type: T, otherwise: string): z.ZodOptional<T> {
  const { description, ...meta } = type.meta() ?? {}
  return type.optional().meta({ ...meta, description: `${description}; absent: ${otherwise}` })
}
