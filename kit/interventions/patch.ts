import { applyPatch } from 'rfc6902'
import type { Operation } from 'rfc6902'
import type { PatchOperation } from './intervention.ts'

/** A copy of a document with a JSON patch applied, whole or not at all (RFC 6902 §5), or why it can't be. */
export function patch<Document extends object>(
  document: Document,
  operations: readonly PatchOperation[],
): { changed: Document } | { problem: string } {
  const changed = structuredClone(document)
  const failed = applyPatch(changed, operations as Operation[]).findIndex((one) => one !== null)
  if (failed === -1) return { changed }
  const { op, path } = operations[failed]!
  return { problem: `operation ${failed} of the patch does not apply: ${op} ${path}` }
}
