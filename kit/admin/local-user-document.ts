import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** The user of the resource server as whom a delegated request runs. */
export const LocalUser = z.object({
  username: z.string().min(1),
  roles: z.array(z.string()),
  attributes: z.record(z.string(), z.unknown()),
})
export type LocalUser = z.output<typeof LocalUser>

/** A local user as the resource server keeps it, since a delegated request ran as that user. */
export const LocalUserInfo = z.strictObject({
  id: z.string(),
  username: z.string(),
  roles: z.array(z.string()).describe('of the last request'),
  attributes: z.record(z.string(), z.unknown()).describe('of the last request'),
  issuer: z.string().describe('the authorization server that told of the user'),
  subject: z.string().describe('the `sub` there'),
  client: z.string().nullable().describe('client_id of the last token'),
  madeAt: labTime,
  usedAt: labTime.describe('on the lab’s clock, to the minute where nothing else changed'),
})
export type LocalUserInfo = z.output<typeof LocalUserInfo>

export const LocalUserQuestion = listQuestion(
  {
    username: z.string().optional().describe('the whole name'),
    subject: z.string().optional().describe('the whole `sub`'),
    role: z.string().min(1).optional().describe('a role that they have'),
    search: z.string().min(1).optional().describe('a part of name, subject, roles or attributes'),
  },
  ['username', 'used_at', 'made_at'],
  'asc',
)
export type LocalUserQuestion = z.output<typeof LocalUserQuestion>

export const LocalUserPage = pageOf(LocalUserInfo)
export type LocalUserPage = z.output<typeof LocalUserPage>
