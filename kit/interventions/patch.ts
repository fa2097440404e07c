import { applyPatch } from 'rfc6902'
import type { PatchOperation } from './intervention.ts'

/** A copy of a document with a JSON patch applied, whole or not at all (RFC 6902 §5), or why it can't be. */
export function patch<Document extends object>(
  document: Document,
  operations: readonly PatchOperation[],
): { changed: Document } | { problem: string } {
  const changed = structuredClone(document)
  const meant = operations.map(byHeaderName)
  const failed = applyPatch(changed, meant).findIndex((one) => one !== null)
  if (failed === -1) return { changed }
  const { op, path } = operations[failed]!
  return { problem: `operation ${failed} of the patch does not apply: ${op} ${path}` }
}

/** The case of a header's name does not count (RFC 9110 §5.1); what is patched has small letters. */
function byHeaderName(operation: PatchOperation): PatchOperation {
  const path = inSmall(operation.path)
  return 'from' in operation
    ? { ...operation, path, from: inSmall(operation.from) }
    : { ...operation, path }
}

function inSmall(pointer: string): string {
  return pointer.replace(/^\/headers\/[^/]+/, (found) => found.toLowerCase())
}
