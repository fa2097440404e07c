import type { z } from 'zod'
import { ConfigurationError } from '../problems.ts'
import { readBy } from '../read-by.ts'

/** Reads a body or a query; refuses it with every problem and its path. */
export function readDocument<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const { data, problems } = readBy(schema, body)
  if (problems.length === 0) return data as z.output<T>
  throw new ConfigurationError('The document is not valid.', problems)
}
