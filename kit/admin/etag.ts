import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from './admin-error.ts'

/** A strong entity tag, which follows from what an answer says (RFC 9110 §8.8.3). */
export function etagOf(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}"`
}

/** Refuses a change of what is not any more as the sender has read it. @throws AdminError 412 */
export type Precondition = (current: unknown) => void

/** What a request's `If-Match` requires (RFC 9110 §13.1.1); without one a change is always made. */
export function preconditionOf({ headers }: FastifyRequest): Precondition | undefined {
  const expected = headers['if-match']
  // What is not there is answered 404 before.
  if (expected === undefined || expected.trim() === '*') return undefined
  // The comparison is strong: a weak tag fits nothing.
  const tags: string[] = expected.match(/(?:W\/)?"[^"]*"/g) ?? []
  return (current) => {
    const etag = etagOf(current)
    if (tags.includes(etag)) return
    const description = 'Somebody has changed it since it was read: read it again, then change it.'
    throw new AdminError(412, 'precondition_failed', description, etag)
  }
}

/** Describes a change that may be made under the condition of `If-Match`. */
export const conditional = {
  headers: z.object({
    'if-match': z
      .string()
      .optional()
      .describe('ETag of what was read; 412 with the present one where that has changed since'),
  }),
}

/** Describes an answer that has an ETag. */
export function withEtag<T extends z.ZodType>(answer: T): T {
  const etag = { type: 'string', description: 'strong; for If-Match (RFC 9110 §8.8.3)' }
  return answer.meta({ headers: { etag } })
}

/** Describes an answer without content. */
export const Done = z.null().describe('It is done.')

/** Describes the refusal of a condition. */
export const Changed = withEtag(
  z
    .strictObject({ error: z.literal('precondition_failed'), error_description: z.string() })
    .describe('Somebody has changed it since it was read.'),
)
