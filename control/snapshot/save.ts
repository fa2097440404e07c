import { snapshotFormat, snapshotVersion } from '@oauth-lab/kit/admin/snapshot-document.ts'
import type { SnapshotDocument } from '@oauth-lab/kit/admin/snapshot-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { checksumOf } from './checksum.ts'
import type { LabParts } from './lab-parts.ts'

/** The state of a sandbox in all roles of the lab; each role's is of one moment. */
export async function save(parts: LabParts, sandbox: Sandbox): Promise<SnapshotDocument> {
  const { origin, base, clock } = sandbox
  const labTime = new Date(clock.now()).toISOString()
  const from = { origin, base }
  const saved = parts.names.map(async (name) => [name, await parts.save(sandbox, name)] as const)
  const roles = Object.fromEntries(await Promise.all(saved))
  return {
    format: snapshotFormat,
    version: snapshotVersion,
    savedAt: new Date().toISOString(),
    labTime,
    from,
    checksum: checksumOf({ from, roles }),
    roles,
  }
}
