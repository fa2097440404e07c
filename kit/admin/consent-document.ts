import { z } from 'zod'
import { listQuestion, pageOf } from './list-document.ts'

/** Which consents to list, and how. */
export const ConsentQuestion = listQuestion(
  {
    user: z.string().min(1).optional().describe('user name or subject'),
    client: z.string().min(1).optional().describe('client_id'),
    scope: z.string().min(1).optional().describe('one scope that it holds'),
    search: z
      .string()
      .min(1)
      .optional()
      .describe('a part of user name, client_id, client_name, resource or scope'),
  },
  ['user', 'client'],
  'asc',
)
export type ConsentQuestion = z.output<typeof ConsentQuestion>

/** What a user allowed a client at a resource, so that it is not asked again. */
export const StoredConsent = z.strictObject({
  user: z.string().nullable(),
  sub: z.string(),
  client: z.string().describe('client_id'),
  clientName: z.string().nullable(),
  resource: z.string(),
  scope: z.string(),
  claims: z.array(z.string()).describe('names of claims that were allowed besides'),
})
export type StoredConsent = z.output<typeof StoredConsent>

export const ConsentPage = pageOf(StoredConsent)
export type ConsentPage = z.output<typeof ConsentPage>

/** Whose consent ends, and for which client: all resources at once. */
export const NamedConsent = z.strictObject({
  user: z.string().min(1).describe('user name or subject'),
  client: z.string().min(1).describe('client_id'),
})
export type NamedConsent = z.output<typeof NamedConsent>
