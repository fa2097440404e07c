import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../server.ts'

/** Milliseconds on the sandbox's clock for which what has ended is kept, so that a report can be looked into. */
const kept = 24 * 3600_000

/** Forgets what ended long ago: tokens, codes, sessions, interactions. Grants are small and stay. */
export async function sweep(db: Database, sandbox: Sandbox): Promise<void> {
  const before = sandbox.clock.now() - kept
  const ending = ['access_tokens', 'refresh_tokens', 'codes', 'sessions', 'interactions'] as const
  for (const table of ending) {
    await db
      .deleteFrom(table)
      .where('sandbox', '=', sandbox.id)
      .where('expires_at', '<', before)
      .execute()
  }
  await db
    .deleteFrom('attempts')
    .where('sandbox', '=', sandbox.id)
    .where('last_at', '<', before)
    .execute()
}
