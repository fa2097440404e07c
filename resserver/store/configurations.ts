import { z } from 'zod'
import { isOrigin } from '@oauth-lab/kit/http/origin.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from './tables.ts'

/** What an administrator sets for a sandbox's resource server. */
export const Configuration = z.strictObject({
  corsOrigins: z
    .array(z.string().refine(isOrigin, 'must be an origin, for example https://app.example:8080'))
    .max(100)
    .describe('origins whose pages may call the resources'),
})
export type Configuration = z.output<typeof Configuration>

export interface Configurations {
  /** What is set, or the default: only the lab's own origin may call from a page. */
  read(sandbox: Sandbox): Promise<Configuration>
  write(sandbox: Sandbox, configuration: Configuration): Promise<void>
}

/** The resource server's configuration per sandbox, read from the store so that replicas agree. */
export function createConfigurations(db: Database): Configurations {
  return {
    async read(sandbox) {
      const row = await db
        .selectFrom('configurations')
        .select('document')
        .where('sandbox', '=', sandbox.id)
        .executeTakeFirst()
      return row === undefined
        ? { corsOrigins: [sandbox.origin] }
        : (JSON.parse(row.document) as Configuration)
    },
    async write(sandbox, configuration) {
      const document = JSON.stringify(configuration)
      await db
        .insertInto('configurations')
        .values({ sandbox: sandbox.id, document })
        .onConflict((conflict) => conflict.column('sandbox').doUpdateSet({ document }))
        .execute()
    },
  }
}
