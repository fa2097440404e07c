import type { FastifyInstance } from 'fastify'
import type { Sandboxes } from './sandboxes.ts'
import { settle } from './store/settle.ts'
import type { Store } from './store/store.ts'
import type { Throttle } from './throttle.ts'

/** Milliseconds of real time between two sweeps. */
const pause = 60_000

/**
 * Forgets wrong passwords that count no more: anybody may send them, under any name. Drops from
 * memory what is kept for sandboxes that nobody uses. Costs nothing for those without either.
 */
export function sweepEachMinute(
  app: FastifyInstance,
  sandboxes: Sandboxes,
  throttle: Throttle,
  store: Pick<Store<object>, 'mark' | 'settled'>,
): void {
  const sweep = async () => {
    sandboxes.dropIdle()
    for (const id of await throttle.tried()) {
      const sandbox = sandboxes.find(id)
      if (sandbox !== undefined) await throttle.sweep(sandbox)
    }
  }
  const timer = setInterval(() => {
    settle(store, sweep).catch((error: unknown) => app.log.error({ err: error }))
  }, pause)
  timer.unref()
  app.addHook('onClose', () => clearInterval(timer))
}
