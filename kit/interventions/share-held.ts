import type { Held } from './held.ts'
import { keyOf } from './shared-interventions.ts'
import type { SharedInterventions } from './shared-interventions.ts'
import type { Shared } from './steering.ts'

/** How often a process that holds something looks whether another one has let it go, milliseconds. */
const look = 250

/**
 * Holds messages so that every process can let them go.
 * @param announced keys of those that the store knows
 */
export function shareHeld(
  held: Held,
  { shared, stored }: { shared: Shared; stored: SharedInterventions },
  announced: Set<string>,
): Held {
  return {
    ...held,
    async hold(about) {
      const done = held.hold(about)
      const message = held
        .list()
        .find((one) => keyOf(one) === `${about.exchange} ${about.intervention}`)!
      try {
        await stored.hold(message)
      } catch (error) {
        held.release(message)
        throw error
      }
      announced.add(keyOf(message))
      const timer = setInterval(() => void shared.catchUp().catch(() => undefined), look).unref()
      try {
        return await done
      } finally {
        clearInterval(timer)
        announced.delete(keyOf(message))
        await stored.withdraw(message).catch(() => undefined)
      }
    },
  }
}
