import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Which mails of the outbox to list, and how. */
export const MailQuestion = listQuestion(
  {
    to: z.string().min(1).optional().describe('the whole address'),
    search: z.string().min(1).optional().describe('a part of address or subject'),
  },
  ['created', 'to'],
)
export type MailQuestion = z.output<typeof MailQuestion>

/** A mail to a user, as a list has it. */
export const StoredMail = z.strictObject({
  id: z.string(),
  to: z.string(),
  subject: z.string(),
  createdAt: labTime,
})
export type StoredMail = z.output<typeof StoredMail>

export const MailPage = pageOf(StoredMail)
export type MailPage = z.output<typeof MailPage>

/** The whole mail. A link in it is a secret of its user. */
export const OpenedMail = StoredMail.extend({ text: z.string() })
export type OpenedMail = z.output<typeof OpenedMail>
