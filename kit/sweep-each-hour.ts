import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import type { Sandbox } from './sandbox.ts'
import type { Sandboxes } from './sandboxes.ts'
import { settle } from './store/settle.ts'
import type { Store } from './store/store.ts'
import { sweepTables } from './store/tables.ts'
import type { Tables } from './store/tables.ts'

/** Milliseconds of real time between two sweeps. */
const pause = 3600_000

/** Milliseconds on the sandbox's clock for which ended things are kept, for reports. */
export const keptAfterEnd = 24 * 3600_000

/** Forgets what has ended in each sandbox: in real time, but what is looked at is on the sandbox's clock. */
export function sweepEachHour(
  app: FastifyInstance,
  sandboxes: Sandboxes,
  store: Pick<Store<object>, 'mark' | 'settled'>,
  sweep: (sandbox: Sandbox) => Promise<void>,
): void {
  const sweepAll = () => sandboxes.each(sweep)
  const timer = setInterval(() => {
    settle(store, sweepAll).catch((error: unknown) => app.log.error({ err: error }))
  }, pause)
  timer.unref()
  app.addHook('onClose', () => clearInterval(timer))
}

/** Deletes the rows of a sandbox's tables that ended long ago. */
export function sweepEnded(db: unknown, tables: Tables, { id, clock }: Sandbox): Promise<void> {
  return sweepTables(db as Kysely<never>, tables, id, clock.now() - keptAfterEnd)
}
