import type { Catalogue, CheckDefinition, CheckRecord, Outcome } from './check-definition.ts'

export type { Catalogue, CheckDefinition, CheckRecord, Outcome } from './check-definition.ts'

/** What is being checked, a request or the exchange about it: its policy, and where checks are recorded. */
export interface Checked {
  sandbox: { waives(check: string): boolean }
  checks: CheckRecord[]
  /** Checks that a setting lets pass, and why. */
  lets?: ReadonlyMap<string, string>
}

/** What was expected and what came; a function is asked only when the check did not hold. */
export type Detail = string | (() => string)

interface RefusalOptions {
  detail?: string | undefined
  cause?: unknown
  hidesCheck?: boolean
}

/** A refusal that the peer may see: a failed check with the error of its catalogue. */
export class Refusal extends Error {
  override name = 'Refusal'
  readonly check: string
  readonly definition: CheckDefinition
  /** Whether another check failed, which the peer is not told of. */
  readonly hidesCheck: boolean

  constructor(
    check: string,
    definition: CheckDefinition,
    { detail, cause, hidesCheck = false }: RefusalOptions = {},
  ) {
    super(describe(check, definition, detail), { cause })
    this.check = check
    this.definition = definition
    this.hidesCheck = hidesCheck
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
  const clause = definition.clause
    .replaceAll(/§(?=[A-Z])/g, 'appendix ')
    .replaceAll('§', 'section ')
  const found = detail === undefined ? definition.broken : `${definition.broken} ${detail}`
  return `${found} (check ${check}, ${clause})`
    .replaceAll('"', "'")
    .replaceAll('\\', '%5C')
    .replaceAll(/[^\x20-\x7e]/g, '?')
}

/** Ids of the checks that a policy may waive. */
export type Waivable<C extends Catalogue> = {
  [Id in keyof C]: C[Id] extends { waivable: true } ? Id : never
}[keyof C] &
  string

export type Check<C extends Catalogue> = (
  checked: Checked,
  id: keyof C & string,
  holds: unknown,
  detail?: Detail,
) => boolean

export type RequireThat<C extends Catalogue> = (
  checked: Checked,
  id: Exclude<keyof C & string, Waivable<C>>,
  holds: unknown,
  detail?: Detail,
) => asserts holds

/**
 * Records whether a check holds. A failed one is thrown as a {@link Refusal}, unless the sandbox's
 * policy waives it. Returns whether it held. The detail goes to the peer: never a secret.
 */
export function createCheck<C extends Catalogue>(catalogue: C): Check<C> {
  const observe = createObserve(catalogue)
  return (checked, id, holds, detail) => {
    if (observe(checked, id, Boolean(holds), detail)) return Boolean(holds)
    throw refuse(catalogue, id, checked.checks.at(-1)!.detail)
  }
}

/** The same for checks that no policy waives, so that the compiler may rely on what they hold. */
export function createRequireThat<C extends Catalogue>(catalogue: C): RequireThat<C> {
  const check = createCheck(catalogue)
  return (checked, id, holds, detail) => {
    check(checked, id, holds, detail)
  }
}

/** Records a check that did not hold and that a setting lets pass; `detail` names the setting. */
export function createLetPass<C extends Catalogue>(catalogue: C) {
  return (checked: Checked, id: Waivable<C>, detail: string): void => {
    record(catalogue, checked, id, 'waived', detail)
  }
}

/**
 * Records how a check went where its failure is an answer and not a refusal. Returns whether to go
 * on: it held, or the sandbox's policy waives it.
 */
export function createObserve<C extends Catalogue>(catalogue: C) {
  // A check that held says the same each time. Most do, so one record serves all requests.
  const passed = new Map(
    Object.entries(catalogue).map(([id, { clause, held }]): [string, CheckRecord] => [
      id,
      Object.freeze({ id, outcome: 'passed', clause, says: held }),
    ]),
  )
  return (checked: Checked, id: keyof C & string, holds: boolean, detail?: Detail): boolean => {
    if (holds) {
      checked.checks.push(passed.get(id)!)
      return true
    }
    const isWaivable = catalogue[id]!.waivable === true
    const because = isWaivable ? checked.lets?.get(id) : undefined
    const waived = isWaivable && (because !== undefined || checked.sandbox.waives(id))
    record(catalogue, checked, id, waived ? 'waived' : 'failed', because ?? detail)
    return waived
  }
}

function record(
  catalogue: Catalogue,
  { checks }: Checked,
  id: string,
  outcome: Exclude<Outcome, 'passed'>,
  detail?: Detail,
): void {
  const { clause, broken } = catalogue[id]!
  checks.push({
    id,
    outcome,
    clause,
    says: broken,
    ...(detail !== undefined && { detail: onOneLine(detail) }),
  })
}

/** What a peer sent may stand in a detail; a terminal that shows a log obeys none of it. */
function onOneLine(detail: Detail): string {
  return (typeof detail === 'string' ? detail : detail()).replaceAll(/\p{Cc}/gu, '?')
}

/** The refusal for a failed check, under the public name where the catalogue gives one. */
function refuse(catalogue: Catalogue, id: string, detail?: string): Refusal {
  const definition = catalogue[id]!
  const shown = definition.publicAs
  return shown === undefined
    ? new Refusal(id, definition, { detail })
    : new Refusal(shown, catalogue[shown]!, { hidesCheck: true })
}
