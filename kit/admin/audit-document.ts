import { z } from 'zod'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Which entries of the audit log to list, and how. */
export const AuditQuestion = listQuestion(
  {
    kind: z.enum(['change', 'refusal']).optional(),
    who: z.string().min(1).optional().describe("an administrator's name"),
    client: z.string().min(1).optional().describe('client_id that it was about'),
    user: z.string().min(1).optional().describe('user name that it was about'),
    check: z.string().min(1).optional().describe('id of the check that failed'),
    since: labTime.optional(),
    before: labTime.optional(),
    search: z.string().min(1).optional().describe('a part of operation, name, subject or check'),
  },
  ['at'],
)
export type AuditQuestion = z.output<typeof AuditQuestion>

/** A change that an administrator made, or a request that the server refused. Never a secret. */
export const AuditEntry = z.strictObject({
  id: z.string(),
  kind: z.enum(['change', 'refusal']),
  at: labTime,
  realAt: z.iso.datetime(),
  who: z.string().nullable().describe("the administrator's name; null for a refusal"),
  operation: z.string().describe('method and path, or what the field calls the request'),
  about: z.record(z.string(), z.string()).describe('what the request named'),
  members: z.array(z.string()).describe('names of the members that a change sent'),
  before: z.unknown().describe('null where there was nothing, or it is not kept'),
  after: z.unknown(),
  check: z.string().nullable().describe('id of the check that failed'),
  status: z.int(),
  request: z.string().describe("the request's id"),
})
export type AuditEntry = z.output<typeof AuditEntry>

export const AuditPage = pageOf(AuditEntry)
export type AuditPage = z.output<typeof AuditPage>
