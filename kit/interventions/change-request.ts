import type { FastifyRequest } from 'fastify'
import { isForm } from '../http/media-type.ts'
import type { Change, Intervened } from './intervention.ts'
import { patchWithJwts } from './patch-jwts.ts'
import { fieldProblem, headerProblem } from './sendable.ts'

type Fields = Record<string, string | string[]>

/** A request as a patch sees it: decoded. */
interface Decoded {
  headers: Fields
  query: Fields
  form?: Fields
  json?: unknown
}

/** What a change did, for the recording. */
export type Changed = Pick<Intervened, 'changed' | 'signedBy' | 'problem'>

/** Changes a request before its handler; what came stays in the recording. */
export async function changeRequest(request: FastifyRequest, action: Change): Promise<Changed> {
  const { raw } = request
  const before = decodeRequest(request)
  const { signJwt } = request.server
  const outcome = await patchWithJwts(before, action, signJwt(request.sandbox))
  if ('problem' in outcome) return outcome
  const { headers, query, form, json } = outcome.changed
  const problem =
    fieldProblem('headers', headers) ??
    headerProblem(headers) ??
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
  return changedBy(action, outcome)
}

/** A request as a patch sees it: decoded. */
export function decodeRequest(request: FastifyRequest): Decoded {
  const { raw, body, query } = request
  return {
    headers: { ...raw.headers } as Fields,
    query: { ...(query as Fields) },
    ...(body !== undefined &&
      (isForm(request) ? { form: { ...(body as Fields) } } : { json: body })),
  }
}

/** What the recording says of a change. */
export function changedBy({ change }: Change, { signedBy }: Pick<Changed, 'signedBy'>): Changed {
  return { changed: change.map(({ path }) => path), ...(signedBy && { signedBy }) }
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
