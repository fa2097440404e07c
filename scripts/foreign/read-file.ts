import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { z } from 'zod'

/** Reads a file of another server by its schema. @throws ConfigurationError with every problem and its path */
export function readForeign<S extends z.ZodType>(
  schema: S,
  file: unknown,
  what: string,
): z.output<S> {
  const { data, problems } = readBy(schema, file)
  if (problems.length > 0) throw new ConfigurationError(`This is not ${what}.`, problems)
  return data as z.output<S>
}
