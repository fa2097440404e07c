import { z } from 'zod'

/** What works with a client configuration. */
export const Application = z.enum(['web', 'machine', 'spa'])
export type Application = z.output<typeof Application>

/** An application of the lab, and the configuration that was chosen for it. */
export const ChosenApplication = z.strictObject({
  application: Application,
  address: z.string(),
  configuration: z
    .string()
    .nullable()
    .describe('id; null: none, and the single-page application is the client `spa` of the lab'),
  redirectUris: z
    .array(
      z.strictObject({
        uri: z.string(),
        tls: z.boolean(),
        host: z.string().describe('with the port, if one is written'),
        prefix: z.string().describe('of the sandbox; empty for the default one'),
        path: z.string().describe('below the prefix'),
      }),
    )
    .describe('where it takes answers, whole and in parts'),
})
export type ChosenApplication = z.output<typeof ChosenApplication>

export const ApplicationList = z.strictObject({ items: z.array(ChosenApplication) })

/** Which configuration to work with. */
export const Choice = z.strictObject({ configuration: z.string().min(1).nullable() })

/** An application by its name. */
export const NamedApplication = z.strictObject({ application: Application })
