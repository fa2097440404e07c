import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  SnapshotDocument,
  snapshotFormat,
  snapshotVersion,
} from '@oauth-lab/kit/admin/snapshot-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { checksumOf } from './checksum.ts'
import type { PartName } from './lab-parts.ts'

const Named = z.looseObject({
  format: z.literal(snapshotFormat, 'this is no snapshot of an OAuth Lab'),
})
const Versioned = z.looseObject({
  version: z.literal(
    snapshotVersion,
    `this lab reads version ${snapshotVersion} alone; another lab made it`,
  ),
})

/**
 * A snapshot with a part for each role of this lab and no others.
 * @returns it, and what is wrong with it besides
 * @throws ConfigurationError with every problem where it can't be read at all
 */
export function readSnapshot(
  document: unknown,
  names: readonly PartName[],
): { snapshot: SnapshotDocument; problems: Problem[] } {
  // What another format or version holds means nothing here.
  readDocument(Named, document)
  readDocument(Versioned, document)
  const snapshot = readDocument(SnapshotDocument, document)
  const { from, roles, checksum } = snapshot
  const sent = Object.keys(roles)
  const missing = names.filter((name) => !sent.includes(name))
  const foreign = sent.filter((name) => !names.some((one) => one === name))
  const isWhole = checksumOf({ from, roles }) === checksum
  const problems = [
    ...(isWhole
      ? []
      : [{ path: 'checksum', message: 'differs: the snapshot is damaged, or was changed' }]),
    ...missing.map((name) => ({
      path: `roles.${name}`,
      message: 'must be set: in the lab that saved it an external program stood there',
    })),
    ...foreign.map((name) => ({
      path: `roles.${name}`,
      message: 'has no place here: an external program stands there',
    })),
  ]
  return { snapshot, problems }
}

/** The problems of a part, each at its place in the snapshot. @throws whatever else went wrong */
export function problemsIn(name: PartName, error: unknown): Problem[] {
  if (!(error instanceof ConfigurationError)) throw error
  return error.problems.map(({ path, message }) => ({
    path: `roles.${name}.${path.replace(/^part\./, '')}`,
    message,
  }))
}
