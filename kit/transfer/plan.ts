import type { Kysely } from 'kysely'
import type { Imported } from '../admin/transfer-document.ts'
import { isObject } from '../is-object.ts'
import type { Sandbox } from '../sandbox.ts'
import { raiseVersion } from '../sandboxes.ts'

/** What an import does to one part. */
export interface Plan<Database> {
  changes: Imported['changes']
  unchanged: number
  notes: Imported['notes']
  /** Makes the changes, in the transaction of all parts. */
  apply(work: Database): Promise<void>
}

/**
 * Rows that a file brings: which of them are new, and which say something else than before.
 * @param told what a change of a row is told by
 */
export function compareRows<Row>(
  pairs: readonly { row: Row; before: Row | undefined }[],
  told: (row: Row) => object,
) {
  const created = pairs.flatMap(({ row, before }) => (before === undefined ? [row] : []))
  const changed = pairs.flatMap(({ row, before }) => {
    const members = before === undefined ? [] : differences(told(before), told(row))
    return members.length > 0 ? [{ row, before: before!, members }] : []
  })
  return { created, changed }
}

/** Makes what plans change, all of it or nothing; a dry run makes none of it. */
export async function applyPlans<Database>(
  db: Kysely<Database>,
  sandbox: Sandbox,
  plans: readonly Plan<Kysely<Database>>[],
  dryRun: boolean,
): Promise<Imported> {
  if (!dryRun) {
    await db.transaction().execute(async (work) => {
      await raiseVersion(work, sandbox)
      for (const plan of plans) await plan.apply(work)
    })
  }
  return importedBy(plans, dryRun)
}

/** What plans change, or changed, as an import tells it. */
export function importedBy(
  plans: readonly Pick<Imported, 'changes' | 'unchanged' | 'notes'>[],
  dryRun: boolean,
): Imported {
  return {
    dryRun,
    changes: plans.flatMap(({ changes }) => changes),
    unchanged: plans.reduce((sum, { unchanged }) => sum + unchanged, 0),
    notes: plans.flatMap(({ notes }) => notes),
  }
}

/** Names of the members in which two objects differ. */
export function differences(before: object, after: object): string[] {
  const [from, to] = [before, after] as [Record<string, unknown>, Record<string, unknown>]
  const names = new Set([...Object.keys(from), ...Object.keys(to)])
  return [...names].filter((name) => canonical(from[name]) !== canonical(to[name]))
}

/** The order of an object's members means nothing. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, one: unknown) =>
    isObject(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  )
}
