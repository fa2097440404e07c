import type { Sandbox } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import type { ReadPart } from './read-part.ts'
import { insertRows } from './stored-rows.ts'

/** Puts a part in the place of what the role holds of the sandbox, in one transaction. */
export async function restorePart(
  sandboxes: Sandboxes,
  { id }: Sandbox,
  { settings, random, rows }: ReadPart,
): Promise<void> {
  await sandboxes.restore(id, { settings, random, fill: (work) => insertRows(work, rows, id) })
}
