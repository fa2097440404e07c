import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import type { Learner } from './learner.ts'

/** Waits until a lesson holds a message. */
export async function untilHeld({ control }: Pick<Learner, 'control'>): Promise<HeldMessage> {
  for await (const [first] of control.interventions.follow()) {
    if (first !== undefined) return first
  }
  throw new Error('nothing was held')
}

/** Presses Release as sent as soon as something is held. */
export async function releaseHeld(learner: Pick<Learner, 'control'>): Promise<void> {
  const { exchange } = await untilHeld(learner)
  await learner.control.interventions.release({ exchange })
}
