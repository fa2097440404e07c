import type { Refusal } from './checks.ts'
import type { Sandbox } from './sandbox.ts'

/** The page about the check that did not hold: `error_uri` (RFC 6749 §5.2). */
export function explainedAddress({ base }: Pick<Sandbox, 'base'>, { check }: Refusal): string {
  return `${base}/explained/${check}`
}
