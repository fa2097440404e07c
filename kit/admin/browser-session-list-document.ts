import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Which sessions of users to list, and how. */
export const BrowserSessionQuestion = listQuestion(
  {
    user: z.string().min(1).optional().describe('user name or subject'),
    client: z
      .string()
      .min(1)
      .optional()
      .describe('client_id: sessions in which the user allowed this client something'),
    state: z.enum(['live', 'expired']).optional(),
    search: z.string().min(1).optional().describe('a part of user name, subject or id'),
  },
  ['signedIn', 'expires', 'user'],
)
export type BrowserSessionQuestion = z.output<typeof BrowserSessionQuestion>

/** A user who is signed in in one browser. The cookie is not kept. */
export const StoredSession = z.strictObject({
  id: z.string().describe('sid of ID tokens; it is no credential'),
  state: z.enum(['live', 'expired']),
  user: z.string(),
  sub: z.string(),
  amr: z.array(z.string()).describe('how the user signed in (RFC 8176)'),
  signedInAt: labTime,
  expiresAt: labTime,
})
export type StoredSession = z.output<typeof StoredSession>

export const BrowserSessionPage = pageOf(StoredSession)
export type BrowserSessionPage = z.output<typeof BrowserSessionPage>
