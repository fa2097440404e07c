import type { Learner } from './learner.ts'

/** A typical mistake, and what the lab says of it. */
export interface Blunder {
  step: number
  hears: RegExp
  act(learner: Learner): Promise<unknown>
}

/** A lesson passed through the public origin. */
export interface Solution {
  /** Does every step, and waits each time until the lab has seen it. */
  solve(learner: Learner): Promise<void>
  /** Mistakes of the first step that is open when they are made. */
  blunders: readonly Blunder[]
}
