import type { FastifyReply } from 'fastify'
import { changedBy } from './change-request.ts'
import type { Changed } from './change-request.ts'
import type { Change } from './intervention.ts'
import { jsonOf } from './json-of.ts'
import { patchWithJwts } from './patch-jwts.ts'
import { fieldProblem, headerProblem } from './sendable.ts'

/** An answer as a patch sees it: decoded. */
interface Decoded {
  status: number
  headers: Record<string, unknown>
  /** Of a JSON answer. */
  json?: unknown
  /** The parameters of a `location`. */
  redirect?: { query: Record<string, string>; fragment: Record<string, string> }
}

/** Changes an answer before it leaves, and returns what is sent. */
export async function changeResponse(
  reply: FastifyReply,
  payload: unknown,
  action: Change,
): Promise<Changed & { payload: unknown }> {
  const before = decodeAnswer(reply, payload)
  const url = locationOf(reply)
  const { request } = reply
  const sign = request.server.signJwt(request.sandbox)
  const outcome = await patchWithJwts(before, action, sign)
  if ('problem' in outcome) return { payload, problem: outcome.problem }
  const { status, headers, redirect, json: changed } = outcome.changed
  const problem =
    statusProblem(status) ??
    headerProblem(headers) ??
    (redirect &&
      (fieldProblem('redirect/query', redirect.query) ??
        fieldProblem('redirect/fragment', redirect.fragment)))
  if (problem !== undefined) return { payload, problem }
  reply.code(status)
  for (const name of Object.keys(before.headers)) {
    if (!Object.hasOwn(headers, name)) reply.removeHeader(name)
  }
  reply.headers(headers as Record<string, string>)
  if (url !== null && redirect !== undefined && isOther(redirect, before.redirect)) {
    url.search = new URLSearchParams(redirect.query).toString()
    url.hash = new URLSearchParams(redirect.fragment).toString()
    reply.header('location', url.href)
  }
  // What was taken away leaves nothing.
  const sent = isOther(changed, before.json) ? (JSON.stringify(changed) ?? '') : payload
  return { payload: sent, ...changedBy(action, outcome) }
}

/** An answer as a patch sees it: decoded. */
export function decodeAnswer(reply: FastifyReply, payload: unknown): Decoded {
  const json = jsonOf(payload)
  const url = locationOf(reply)
  return {
    status: reply.statusCode,
    headers: { ...reply.getHeaders() },
    ...(json !== undefined && { json }),
    ...(url !== null && {
      redirect: {
        query: Object.fromEntries(url.searchParams),
        fragment: Object.fromEntries(new URLSearchParams(url.hash.slice(1))),
      },
    }),
  }
}

function locationOf(reply: FastifyReply): URL | null {
  const location = reply.getHeader('location')
  return typeof location === 'string' ? URL.parse(location) : null
}

function statusProblem(status: unknown): string | undefined {
  const isStatus = Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599
  return isStatus ? undefined : '/status must be a whole number from 200 to 599'
}

/** What was not changed leaves byte by byte. */
function isOther(after: unknown, before: unknown): boolean {
  return JSON.stringify(after) !== JSON.stringify(before)
}
