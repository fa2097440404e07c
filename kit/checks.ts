import type { FastifyRequest } from 'fastify'

/** One protocol decision: what must hold, who says so, and how its failure is answered. */
export interface CheckDefinition {
  /** Where it is written, for example `RFC 7636 §4.6`. */
  clause: string
  /** What must hold, one sentence. */
  requirement: string
  /** The error code that the peer is sent. */
  error: string
  /** HTTP status of a direct refusal; 400 unless told. */
  status?: number
  /** Whether a sandbox's policy may waive it. */
  waivable?: boolean
  /** The check that a peer is told of instead, where the precise one would help an attacker. */
  publicAs?: string
}

export type Catalogue = Readonly<Record<string, CheckDefinition>>

export type Outcome = 'passed' | 'failed' | 'waived'

/** A check as it went in one request. */
export interface CheckRecord {
  id: string
  outcome: Outcome
  clause: string
  requirement: string
  detail?: string
}

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
