import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from './admin-error.ts'

/** A strong entity tag, which follows from what an answer says (RFC 9110 §8.8.3). */
export function etagOf(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}"`
}

/**
 * Refuses a change of what is not any more as the sender has read it; undefined is what is not there.
 * @throws AdminError 412
 */
export type Precondition = (current: unknown) => void

/**
 * What a request's `If-Match` (RFC 9110 §13.1.1) and `If-None-Match: *` (§13.1.2) require; without one
 * a change is always made.
 */
export function preconditionOf({ headers }: FastifyRequest): Precondition | undefined {
  const expected = headers['if-match']?.trim()
  const isNew = headers['if-none-match']?.trim() === '*'
  if (expected === undefined && !isNew) return undefined
  // The comparison is strong: a weak tag fits nothing.
  const tags: string[] = expected?.match(/(?:W\/)?"[^"]*"/g) ?? []
  return (current) => {
    if (current === undefined) {
      if (expected === undefined) return
      throw new AdminError(412, 'precondition_failed', 'It is not there any more.')
    }
    const etag = etagOf(current)
    if (!isNew && (expected === '*' || tags.includes(etag))) return
    const description = isNew
      ? 'It is there already: read it, then change it.'
      : 'Somebody has changed it since it was read: read it again, then change it.'
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

/** Describes a change that also makes what is not there. */
export const conditionalOrNew = {
  headers: conditional.headers.extend({
    'if-none-match': z.literal('*').optional().describe('only where there is none; 412 else'),
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
    .describe('It is not as the condition says; the ETag is that of what is there.'),
)
