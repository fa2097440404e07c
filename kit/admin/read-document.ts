import type { z } from 'zod'
import { ConfigurationError, problemsOf } from '../problems.ts'

/** Reads a body or a query; refuses it with every problem and its path. */
export function readDocument<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw new ConfigurationError('The document is not valid.', problemsOf(read.error))
}
