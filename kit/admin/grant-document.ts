import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Which grants to list, and how. */
export const GrantQuestion = listQuestion(
  {
    user: z.string().min(1).optional().describe('user name or subject'),
    client: z.string().min(1).optional().describe('client_id'),
    scope: z.string().min(1).optional().describe('one scope that it holds'),
    state: z.enum(['live', 'revoked']).optional(),
    search: z
      .string()
      .min(1)
      .optional()
      .describe('a part of id, user name, client_id, client_name or scope'),
  },
  ['created', 'user', 'client'],
)
export type GrantQuestion = z.output<typeof GrantQuestion>

/** What a user allowed a client in one authorization. */
export const StoredGrant = z.strictObject({
  id: z.string(),
  state: z.enum(['live', 'revoked']).describe('its tokens may have expired by themselves'),
  user: z.string().nullable().describe('null once the user is gone'),
  sub: z.string(),
  client: z.string().describe('client_id'),
  clientName: z.string().nullable(),
  scope: z.string(),
  resources: z.array(z.string()).describe('those that were asked for'),
  authorizationDetails: z
    .array(z.looseObject({ type: z.string() }))
    .describe('what was allowed in detail (RFC 9396 §2)'),
  session: z.string().nullable().describe('sid of the session in which the user allowed it'),
  createdAt: labTime,
  revokedAt: labTime.nullable(),
})
export type StoredGrant = z.output<typeof StoredGrant>

export const GrantPage = pageOf(StoredGrant)
export type GrantPage = z.output<typeof GrantPage>
