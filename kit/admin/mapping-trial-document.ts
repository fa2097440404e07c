import { z } from 'zod'
import { CheckRecord } from '../check-definition.ts'
import { LocalUser } from './local-user-document.ts'
import { UserMapping } from './resource-server-document.ts'

const claims = z.record(z.string(), z.unknown())

/** A token to try a mapping on, or claims as the three sources might tell them. */
export const MappingTrial = z
  .strictObject({
    token: z
      .string()
      .trim()
      .min(1)
      .max(50_000)
      .optional()
      .describe('an access token: it is judged as a delegated request would be'),
    claims: claims.optional().describe("a JWT's claims, in place of a token"),
    introspection: z
      .looseObject({
        active: z.boolean().default(true),
        sub: z.string().optional(),
        username: z.string().optional(),
        client_id: z.string().optional(),
      })
      .optional()
      .describe('what introspection might tell (RFC 7662 §2.2)'),
    userInfo: z
      .looseObject({ sub: z.string().optional() })
      .optional()
      .describe('what UserInfo might tell (OpenID Connect Core §5.3.2)'),
    mapping: UserMapping.optional().describe(
      'the mapping to try; absent: the one that is in force',
    ),
  })
  .refine(
    ({ token, claims: own, introspection, userInfo }) =>
      token === undefined
        ? own !== undefined || introspection !== undefined
        : [own, introspection, userInfo].every((one) => one === undefined),
    { path: ['token'], error: 'must be set, or claims or introspection in its place' },
  )
export type MappingTrial = z.output<typeof MappingTrial>

/** Which local user it would be, or why none. Nothing is stored. */
export const MappingTrialAnswer = z.strictObject({
  user: LocalUser.nullable().describe('null where it would be none'),
  why: z.string().nullable().describe('why it would be none'),
  by: z
    .enum(['configuration', 'hook'])
    .describe(
      'who mapped: a mapping of the configuration, or the export `mapUser` of a hook module',
    ),
  hook: z
    .boolean()
    .describe(
      'whether a hook maps each request, and the mapping of the configuration counts for nothing',
    ),
  checks: z.array(CheckRecord).describe('every decision, in order'),
  known: z
    .strictObject({
      claims: claims.nullable().describe('of the verified token'),
      introspection: claims.nullable(),
      userInfo: claims.nullable().describe('null where it was not asked, or told nothing'),
    })
    .describe('every claim that came, and from where'),
})
export type MappingTrialAnswer = z.output<typeof MappingTrialAnswer>
