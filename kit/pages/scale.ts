import { markup } from './html.ts'
import type { Html } from './html.ts'

/** The stages of a flow, in order: asked for, signed in, allowed, code or credentials for tokens, tokens used. */
export const stages = ['Ask', 'Sign in', 'Consent', 'Exchange', 'Use'] as const
export type Stage = (typeof stages)[number]

/** The stages of a flow without a person (RFC 6749 §4.4). */
export const machineStages: readonly Stage[] = ['Exchange', 'Use']

/**
 * How far the flow has come.
 * @param stopped it goes no further than the current stage
 * @param of the stages that this flow has
 */
export function scale(
  current: Stage,
  { stopped = false, of = stages }: { stopped?: boolean; of?: readonly Stage[] } = {},
): Html {
  const at = of.indexOf(current)
  const items = of.map((stage, i) => {
    if (i < at) return markup`<li class="done">${stage}</li>`
    if (i > at) return markup`<li>${stage}</li>`
    return stopped
      ? markup`<li class="stopped" aria-current="step">${stage}, stopped</li>`
      : markup`<li aria-current="step">${stage}</li>`
  })
  return markup`<ol class="scale" aria-label="Stages of this flow">${items}</ol>`
}
