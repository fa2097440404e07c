import { isTime } from '../clock.ts'
import { ConfigurationError } from '../problems.ts'
import type { Problem } from '../problems.ts'
import type { Restoration } from '../sandboxes.ts'
import type { Sandbox } from '../sandbox.ts'
import { bringUpToDate, tablesAt } from './bring-up-to-date.ts'
import { moveRows } from './move-rows.ts'
import { allTables, tablesOf } from './part-definition.ts'
import type { PartDefinition, Rows } from './part-definition.ts'
import { repeatedRows } from './repeated-rows.ts'
import { readRows } from './read-rows.ts'
import type { PartReport, RolePart, SentPart } from './role-part.ts'

/** How many problems are told: a foreign file has one in each row. */
const most = 50

/** A part that can be restored as it is. */
export interface ReadPart extends Pick<Restoration, 'settings' | 'random'> {
  rows: Rows
  report: PartReport
}

/**
 * Compares a part with the role's tables, and rewrites its addresses to those of the sandbox.
 * Nothing is stored.
 * @throws ConfigurationError with every problem, fifty at most
 */
export async function readPart(
  definition: PartDefinition,
  sandbox: Sandbox,
  { from, part }: SentPart,
): Promise<ReadPart> {
  refuse(problemsOfAge(definition, part))
  const tables = tablesOf(definition)
  const then = tablesAt(allTables(definition), part.migrations)
  const sent = readRows(then, part.tables)
  refuse([...problemsOfSettings(definition, part), ...sent.problems])
  let { rows } = sent
  if (isOlder(definition, part)) {
    refuse(repeatedRows(then, rows))
    rows = await bringUpToDate(definition, part.migrations, rows)
  }
  const moved = moveRows(tables, rows, from, sandbox)
  refuse([...repeatedRows(tables, moved.rows), ...(definition.examine?.(moved.rows) ?? [])])
  const { settings, random } = part
  return { settings, random, ...moved }
}

function refuse(problems: Problem[]): void {
  if (problems.length === 0) return
  const told = problems.slice(0, most)
  const rest = problems.length - told.length
  const more = { path: '(document)', message: `${rest} more problems` }
  throw new ConfigurationError('The snapshot cannot be restored.', [
    ...told,
    ...(rest > 0 ? [more] : []),
  ])
}

/** A part of a newer lab can't be compared with this one's tables. */
function problemsOfAge({ migrations }: PartDefinition, part: RolePart): Problem[] {
  const path = 'migrations'
  const newer = part.migrations.filter((name) => !Object.hasOwn(migrations, name))
  if (newer.length > 0) {
    return newer.map((name) => ({
      path,
      message: `a newer lab made it: this one does not know ${JSON.stringify(name)}`,
    }))
  }
  // One after the other, in this order.
  const first = Object.keys(migrations).sort().slice(0, part.migrations.length)
  const isFormer = first.join() === part.migrations.toSorted().join()
  return isFormer ? [] : [{ path, message: 'no lab ever had these without others' }]
}

function isOlder({ migrations }: PartDefinition, part: RolePart): boolean {
  return Object.keys(migrations).some((name) => !part.migrations.includes(name))
}

function problemsOfSettings(
  { catalogue }: PartDefinition,
  { settings: { clock, waived, seed }, random }: RolePart,
): Problem[] {
  const time = clock.mode === 'frozen' ? clock.at : Date.now() + clock.offset
  const outside = { path: 'settings.clock', message: 'leads out of the years 1970 to 9999' }
  const seedless = { path: 'random', message: 'must be null where there is no seed' }
  return [
    ...(isTime(time) ? [] : [outside]),
    ...(seed === null && random !== null ? [seedless] : []),
    ...waived.flatMap((id, at) =>
      Object.hasOwn(catalogue, id) && catalogue[id]!.waivable === true
        ? []
        : { path: `settings.waived.${at}`, message: 'is no check that can be waived here' },
    ),
  ]
}
