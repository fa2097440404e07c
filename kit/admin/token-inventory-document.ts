import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Which access tokens are meant; all of them, unless told. */
export const TokenFilter = z.strictObject({
  user: z.string().min(1).optional().describe('user name or subject'),
  client: z.string().min(1).optional().describe('client_id'),
  grant: z.string().min(1).optional().describe('id of what the user allowed'),
  scope: z.string().min(1).optional().describe('one scope that it holds'),
  state: z.enum(['live', 'expired', 'revoked']).optional(),
  issuedSince: labTime.optional(),
  issuedBefore: labTime.optional(),
  introspectedBy: z.string().min(1).optional().describe('client_id of who introspected it last'),
  introspectedSince: labTime.optional(),
  introspectedBefore: labTime.optional(),
  search: z
    .string()
    .min(1)
    .optional()
    .describe('a part of user name, client_id, client_name, grant or scope'),
})
export type TokenFilter = z.output<typeof TokenFilter>

/** The same, and how they are listed. */
export const TokenQuestion = listQuestion(TokenFilter.shape, [
  'issued',
  'expires',
  'user',
  'client',
])
export type TokenQuestion = z.output<typeof TokenQuestion>

/** An access token as the server keeps it, JWT or opaque. The token itself is not kept. */
export const StoredToken = z.strictObject({
  id: z.string().describe('a hash; it is no credential'),
  state: z.enum(['live', 'expired', 'revoked']),
  user: z.string().nullable().describe('user name; null where a client acts for itself'),
  sub: z.string(),
  client: z.string().describe('client_id'),
  clientName: z.string().nullable(),
  grant: z.string().nullable().describe('what the user allowed; null without a user'),
  scope: z.string(),
  audience: z.array(z.string()),
  issuedAt: labTime,
  expiresAt: labTime,
  revokedAt: labTime.nullable().describe('when it was revoked, or what the user allowed was'),
  introspectedAt: labTime
    .nullable()
    .describe('when a client was told last that it is active; null before one was'),
  introspectedBy: z.string().nullable().describe('client_id of that client'),
  introspectedByName: z.string().nullable().describe('its client_name'),
})
export type StoredToken = z.output<typeof StoredToken>

export const TokenPage = pageOf(StoredToken)
export type TokenPage = z.output<typeof TokenPage>

/** One token, opened. */
export const OpenedToken = StoredToken.extend({
  jti: z.string(),
  introspection: z.record(z.string(), z.unknown()).describe('what introspection tells besides'),
  refreshTokens: z
    .array(
      z.strictObject({
        id: z.string(),
        state: z.enum(['live', 'expired', 'revoked', 'used']),
        scope: z.string(),
        expiresAt: labTime,
      }),
    )
    .describe('those of the same grant, the last to end first'),
})
export type OpenedToken = z.output<typeof OpenedToken>

/** Which live tokens to revoke: never all of them by a request that says nothing. */
export const TokensToRevoke = TokenFilter.omit({ state: true }).refine(
  (filter) => Object.keys(filter).length > 0,
  'says which tokens: by user, client, grant, scope, time, introspection or search',
)

/** How many tokens were revoked. */
export const RevokedTokens = z.strictObject({ revoked: z.int() })
export type RevokedTokens = z.output<typeof RevokedTokens>
