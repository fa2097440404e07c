import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { createObserve, Refusal } from '../checks.ts'
import type { Checked } from '../checks.ts'
import { readBy } from '../read-by.ts'
import { hookChecks } from './checks.ts'

const observe = createObserve(hookChecks)
const id = 'hook.runs'

/**
 * What a hook returns, as its schema reads it. One that throws, or returns what it may not, fails the
 * request: `server_error` (RFC 6749 §4.1.2.1) with status 500. The peer is told which hook it was, the
 * recording where it failed. What the error says is in the log alone, since a hook may write there what it was given.
 * @param name of the hook, as its module exports it
 * @param returns what it may return
 * @throws Refusal
 */
export async function runHook<T>(
  exchange: Checked & { request: FastifyRequest },
  name: string,
  returns: z.ZodType,
  call: () => T | Promise<T>,
): Promise<T> {
  let returned: unknown
  try {
    returned = await call()
  } catch (error) {
    throw failed(exchange, name, `threw ${describe(error)}.`, error)
  }
  const { data, problems } = readBy(returns, returned)
  if (problems.length === 0) return data as T
  const wrong = problems.map(({ path, message }) => `${path} ${message}`).join('; ')
  throw failed(exchange, name, `returned what it may not: ${wrong}.`, undefined)
}

function failed(
  { sandbox, checks, request }: Checked & { request: FastifyRequest },
  name: string,
  how: string,
  cause: unknown,
): Refusal {
  observe({ sandbox, checks }, id, false, `${name} ${how}`)
  request.log.error({ request: request.id, hook: name, ...(cause ? { err: cause } : { how }) })
  return new Refusal(id, hookChecks[id], { detail: `It is ${name}.`, cause })
}

/** Kind and place of what was thrown. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'something that is no Error'
  const place = placeOf(error)
  return `${error.name}${place === undefined ? '' : ` at ${place}`}`
}

/** File, line and column of the module where it was thrown: what Node and packages did below does not count. */
function placeOf({ stack = '' }: Error): string | undefined {
  for (const line of stack.split('\n')) {
    const [, file, at] = /\(?(file:\/\/[^\s?)]+)(?:\?loaded=[\w-]+)?:(\d+:\d+)\)?$/.exec(line) ?? []
    if (file === undefined || file.includes('/node_modules/')) continue
    return `${basename(fileURLToPath(file))}:${at}`
  }
  return undefined
}
