import { requireThat } from '../checks.ts'
import type { RequiredCheck } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import type { RequireStep, SignatureStep } from './verify-signature.ts'

/** The check of each step of a signature. */
export type SignatureChecks = Readonly<Record<SignatureStep, RequiredCheck>>

/** Each step of a signature is a check of its own. */
export function requireStep(exchange: Exchange, checks: SignatureChecks): RequireStep {
  return (step, holds, detail) => requireThat(exchange, checks[step], holds, detail)
}
