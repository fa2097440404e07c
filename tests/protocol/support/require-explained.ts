import assert from 'node:assert/strict'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { isKnownName } from '@oauth-lab/explain/explanation/read-parts.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'

/** Names that tests invent, to see what a server does with them. */
const invented = new Set([
  'a',
  'badge',
  'department',
  'flag',
  'tenant',
  'want',
  'who',
  'x',
  'x_of_nobody',
])

/**
 * Every parameter, member, claim and header that was recorded has a meaning in the catalogue of
 * `explain/`. Of what a test invents the list above tells.
 */
export function requireExplained(entries: readonly HarEntry[]): void {
  const { exchanges } = explainRecording(entries)
  const unknown = exchanges.flatMap(({ message, request, response }) =>
    unexplained([...request.parts, ...response.parts]).map((name) => `${message?.id}: ${name}`),
  )
  const told = 'add a row to explain/catalogue, or the name to those that tests invent'
  assert.deepEqual([...new Set(unknown)], [], told)
}

function unexplained(parts: readonly Part[]): string[] {
  return parts.flatMap(({ name, means, parts: inner = [] }) => [
    ...(means === undefined && !isKnownName(name) && !invented.has(name) ? [name] : []),
    ...unexplained(inner),
  ])
}
