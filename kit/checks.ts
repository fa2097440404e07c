import type { FastifyRequest } from 'fastify'
import type { Catalogue, CheckDefinition } from './check-definition.ts'

export type { Catalogue, CheckDefinition, CheckRecord, Outcome } from './check-definition.ts'

/** A refusal that the peer may see: a failed check with the error of its catalogue. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly check: string
  readonly definition: CheckDefinition

  constructor(check: string, definition: CheckDefinition, detail?: string, cause?: unknown) {
    super(describe(check, definition, detail), { cause })
    this.check = check
    this.definition = definition
  }

  get status(): number {
    return this.definition.status ?? 400
  }

  get error(): string {
    return this.definition.error
  }
}

/** A sentence in the characters that RFC 6749 §5.2 allows in `error_description`. */
function describe(check: string, definition: CheckDefinition, detail?: string): string {
  const clause = definition.clause.replaceAll('§', 'section ')
  const wanted =
    detail === undefined ? definition.requirement : `${definition.requirement} ${detail}`
  return `${wanted} (check ${check}, ${clause})`
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replaceAll(/[^\x20-\x7e]/g, '?')
}

type Waivable<C extends Catalogue> = {
  [Id in keyof C]: C[Id] extends { waivable: true } ? Id : never
}[keyof C] &
  string

export type Check<C extends Catalogue> = (
  request: FastifyRequest,
  id: keyof C & string,
  holds: unknown,
  detail?: string,
) => boolean

export type RequireThat<C extends Catalogue> = (
  request: FastifyRequest,
  id: Exclude<keyof C & string, Waivable<C>>,
  holds: unknown,
  detail?: string,
) => asserts holds

/**
 * Records whether a check holds; a failed one is thrown as a {@link Refusal} unless the sandbox's
 * policy waives it. Returns whether it held. `detail` goes to the peer: never a secret.
 */
export function createCheck<C extends Catalogue>(catalogue: C): Check<C> {
  const observe = createObserve(catalogue)
  return (request, id, holds, detail) => {
    if (observe(request, id, Boolean(holds), detail)) return Boolean(holds)
    throw refuse(catalogue, id, detail)
  }
}

/** The same for checks that no policy waives, so that the compiler may rely on what they hold. */
export function createRequireThat<C extends Catalogue>(catalogue: C): RequireThat<C> {
  const check = createCheck(catalogue)
  return (request, id, holds, detail) => {
    check(request, id, holds, detail)
  }
}

/**
 * Records how a check went where its failure is an answer and not a refusal, and returns whether to
 * go on: it held, or the sandbox's policy waives it.
 */
export function createObserve<C extends Catalogue>(catalogue: C) {
  return (
    request: FastifyRequest,
    id: keyof C & string,
    holds: boolean,
    detail?: string,
  ): boolean => {
    const { clause, requirement, waivable } = catalogue[id]!
    const waived = !holds && waivable === true && request.sandbox.waives(id)
    request.checks.push({
      id,
      outcome: holds ? 'passed' : waived ? 'waived' : 'failed',
      clause,
      requirement,
      ...(detail !== undefined && !holds && { detail }),
    })
    return holds || waived
  }
}

/** The refusal for a failed check, under the public name where the catalogue gives one. */
export function refuse(
  catalogue: Catalogue,
  id: string,
  detail?: string,
  cause?: unknown,
): Refusal {
  const definition = catalogue[id]!
  const shown = definition.publicAs
  return shown === undefined
    ? new Refusal(id, definition, detail, cause)
    : new Refusal(shown, catalogue[shown]!, undefined, cause)
}
