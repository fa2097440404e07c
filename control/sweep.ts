import type { FastifyInstance } from 'fastify'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import { settle } from '@oauth-lab/kit/store/settle.ts'
import type { Store } from '@oauth-lab/kit/store/store.ts'
import type { ControlContext } from './context.ts'
import { removeSandbox } from './make-sandbox.ts'

/** Removes sandboxes whose lifetime has ended, once a minute; until then they answer 404. */
export function sweepSandboxes(
  app: FastifyInstance,
  context: ControlContext,
  store: Pick<Store<object>, 'mark' | 'settled'>,
): void {
  const { sandboxes } = context
  const sweep = async () => {
    const from = sandboxes.find(defaultSandbox)!
    for (const { id } of await sandboxes.all()) {
      if (sandboxes.find(id) === undefined) await removeSandbox(context, from, id)
    }
  }
  const timer = setInterval(() => {
    settle(store, sweep).catch((error: unknown) =>
      app.log.warn({ err: error }, 'a sandbox was not removed'),
    )
  }, 60_000)
  timer.unref()
  app.addHook('onClose', () => clearInterval(timer))
}
