import type { FastifyRequest } from 'fastify'
import { isForm } from '../http/media-type.ts'
import type { PatchOperation } from './intervention.ts'
import { patch } from './patch.ts'
import { fieldProblem } from './sendable.ts'

type Fields = Record<string, string | string[]>

/** A request as a patch sees it: decoded. */
interface Decoded {
  headers: Fields
  query: Fields
  form?: Fields
  json?: unknown
}

/** Changes a request before its handler; what came stays in the recording. */
export function changeRequest(
  request: FastifyRequest,
  operations: readonly PatchOperation[],
): { problem?: string } {
  const { raw, body } = request
  const before: Decoded = {
    headers: { ...raw.headers } as Fields,
    query: { ...(request.query as Fields) },
    ...(body !== undefined &&
      (isForm(request) ? { form: { ...(body as Fields) } } : { json: body })),
  }
  const outcome = patch(before, operations)
  if ('problem' in outcome) return outcome
  const { headers, query, form, json } = outcome.changed
  const problem =
    fieldProblem('headers', headers) ??
    fieldProblem('query', query) ??
    (before.form === undefined ? undefined : fieldProblem('form', form))
  if (problem !== undefined) return { problem }
  request.cameWith ??= { rawHeaders: raw.rawHeaders, target: request.originalUrl }
  raw.headers = headers
  raw.rawHeaders = linesOf(headers)
  request.cookies = request.server.parseCookie(String(headers['cookie'] ?? ''))
  request.query = query
  request.body = form ?? json
  if (JSON.stringify(query) !== JSON.stringify(before.query)) {
    const [path] = request.originalUrl.split('?', 1)
    // Fastify's own remembers what came.
    const value = `${path}?${toQuery(query)}`
    Object.defineProperty(request, 'originalUrl', { value, configurable: true })
  }
  return {}
}

/** Names and values by turns; a header of several lines has several. */
function linesOf(headers: Fields): string[] {
  return pairsOf(headers).flat()
}

function toQuery(fields: Fields): string {
  return new URLSearchParams(pairsOf(fields)).toString()
}

function pairsOf(fields: Fields): [name: string, value: string][] {
  return Object.entries(fields).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, one]),
  )
}
