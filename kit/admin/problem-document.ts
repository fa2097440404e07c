import { z } from 'zod'

/** Why a management API refused a request; of a wrong document with every problem at once. */
export const ProblemDocument = z
  .strictObject({
    error: z.string().describe('a code'),
    error_description: z.string(),
    problems: z
      .array(
        z.strictObject({
          path: z.string(),
          message: z.string(),
          line: z.int().exactOptional().describe('in the text that was sent, from 1 on'),
          column: z.int().exactOptional(),
          value: z.string().exactOptional().describe('what stands there, unless it is a secret'),
        }),
      )
      .exactOptional(),
  })
  .describe('It was refused.')
