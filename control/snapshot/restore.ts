import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { RestoredDocument, SnapshotDocument } from '@oauth-lab/kit/admin/snapshot-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { setOwnPasswords } from '../own-passwords.ts'
import type { LabParts, PartName } from './lab-parts.ts'
import { problemsIn, readSnapshot } from './read-snapshot.ts'

/**
 * Puts a snapshot in the place of what a sandbox holds, in all roles or in none: every role examines
 * its part before the first one stores any. Where one fails later all get back what they held.
 * @throws ConfigurationError with every problem of the snapshot, AdminError when a role fails
 */
export async function restore(
  context: ControlContext,
  parts: LabParts,
  sandbox: Sandbox,
  document: unknown,
): Promise<RestoredDocument> {
  const { snapshot, problems } = readSnapshot(document, parts.names)
  const inRoles = parts.names.map(async (name) => {
    const part = snapshot.roles[name]
    if (part === undefined) return []
    return parts.examine(sandbox, name, snapshot.from, part).then(
      () => [],
      (error: unknown) => problemsIn(name, error),
    )
  })
  const [inParts, former] = await Promise.all([Promise.all(inRoles), saveAll(parts, sandbox)])
  const all = [...problems, ...inParts.flat()]
  if (all.length > 0) throw new ConfigurationError('The snapshot cannot be restored.', all)
  const reports = await Promise.allSettled(
    parts.names.map((name) => parts.restore(sandbox, name, snapshot.from, snapshot.roles[name])),
  )
  const failed = reports.find((report) => report.status === 'rejected')
  if (failed !== undefined) return putBack(parts, sandbox, former, failed.reason)
  try {
    await setOwnPasswords(context, sandbox)
  } catch (error) {
    return putBack(parts, sandbox, former, error)
  }
  return describe(sandbox, snapshot, parts.names, reports)
}

type Former = readonly (readonly [PartName, unknown])[]

function saveAll(parts: LabParts, sandbox: Sandbox): Promise<Former> {
  return Promise.all(
    parts.names.map(async (name) => [name, await parts.save(sandbox, name)] as const),
  )
}

/** A role that did not answer may have stored its part, so that every role gets back its own. */
async function putBack(
  parts: LabParts,
  sandbox: Sandbox,
  former: Former,
  error: unknown,
): Promise<never> {
  const { origin, base } = sandbox
  const outcomes = await Promise.allSettled(
    former.map(([name, part]) => parts.restore(sandbox, name, { origin, base }, part)),
  )
  const lost = former.filter((_part, at) => outcomes[at]!.status === 'rejected')
  if (lost.length === 0) {
    if (!(error instanceof AdminError)) throw error
    const { status, code, message } = error
    throw new AdminError(
      status,
      code,
      `Nothing was restored, every role holds what it held. ${message}`,
    )
  }
  const names = lost.map(([name]) => name).join(', ')
  const why = error instanceof AdminError ? error.message : 'Control failed.'
  const description = `The snapshot was restored in part. ${why} All roles were given back what they held, but these did not take it: ${names}. Restore the snapshot again, or reset the sandbox.`
  throw Object.assign(new AdminError(502, 'restored_in_part', description), { cause: error })
}

function describe(
  { base }: Sandbox,
  { from, savedAt, labTime }: SnapshotDocument,
  names: readonly PartName[],
  reports: readonly PromiseSettledResult<Awaited<ReturnType<LabParts['restore']>>>[],
): RestoredDocument {
  const told = reports.flatMap((report, at) =>
    report.status === 'fulfilled' ? [{ role: names[at]!, ...report.value }] : [],
  )
  return {
    base,
    from: from.base,
    savedAt,
    labTime,
    rewritten: told.reduce((sum, { rewritten }) => sum + rewritten, 0),
    left: told.flatMap(({ role, left }) => left.map((one) => ({ role, ...one }))),
  }
}
