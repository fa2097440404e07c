import assert from 'node:assert/strict'
import { headers as headerMeanings } from '@oauth-lab/explain/catalogue/headers.ts'
import { messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'

/** Names that tests invent, to see what a server does with them. */
const invented = new Set([
  'a',
  'badge',
  'department',
  'flag',
  'knows',
  'note',
  'tenant',
  'want',
  'who',
  'x',
  'x_of_nobody',
])

/** Headers of HTTP and of the lab that say nothing of the protocol. */
const plainHeaders =
  /^(?::.*|accept-(?:encoding|language)|access-control-max-age|allow|connection|content-(?:encoding|language|length)|cross-origin-.*|date|forwarded|host|if-none-match|keep-alive|origin-agent-cluster|permissions-policy|priority|sec-.*|server|strict-transport-security|transfer-encoding|upgrade-insecure-requests|user-agent|vary|via|x-(?:content-type-options|dns-prefetch-control-.*|forwarded-.*|powered-by|real-ip|request-id))$/

/**
 * Every message, parameter, member, claim, header and error code that was recorded has a meaning in
 * the catalogue of `explain/`. Of what a test invents the list above tells.
 */
export function requireExplained(entries: readonly HarEntry[]): void {
  const { exchanges } = explainRecording(entries)
  const unknown = exchanges.flatMap(({ message, request, response }) =>
    unexplained([...request.parts, ...response.parts]).map((name) => `${message?.id}: ${name}`),
  )
  const told = 'add a row to explain/catalogue, or the name to those that tests invent'
  const names = [...unknownMessages(entries), ...unknown, ...unknownHeaders(entries)]
  assert.deepEqual([...new Set(names)], [], told)
}

function unexplained(parts: readonly Part[]): string[] {
  return parts.flatMap(({ in: place, name, value, means, says, parts: inner = [] }) => [
    ...(means === undefined && !invented.has(name) ? [`${place} ${name}`] : []),
    // An error code that the catalogue has is told in words.
    ...(name === 'error' && says === undefined ? [`error code ${value}`] : []),
    ...unexplained(inner),
  ])
}

/** A role names a message as its table of endpoints does. */
function unknownMessages(entries: readonly HarEntry[]): string[] {
  return entries.flatMap(({ _oauth }) => {
    const { message } = _oauth ?? {}
    return message === undefined || messageOf(message) !== undefined ? [] : [`message ${message}`]
  })
}

function unknownHeaders(entries: readonly HarEntry[]): string[] {
  return entries
    .flatMap(({ request, response }) => [...(request.headers ?? []), ...(response?.headers ?? [])])
    .map(({ name }) => name.toLowerCase())
    .filter((name) => !Object.hasOwn(headerMeanings, name) && !plainHeaders.test(name))
    .map((name) => `header ${name}`)
}
