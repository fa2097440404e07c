import type { z } from 'zod'
import { Configuration } from '../admin/configuration-document.ts'
import { transferParts } from '../admin/transfer-document.ts'
import type { TransferPart } from '../admin/transfer-document.ts'
import { isObject } from '../is-object.ts'
import { hintOfNearest } from '../nearest.ts'
import { ConfigurationError } from '../problems.ts'
import type { Problem } from '../problems.ts'
import { readBy } from '../read-by.ts'
import type { Sandbox } from '../sandbox.ts'
import { createRewrite } from '../snapshot/rewrite-addresses.ts'

const known = [...Object.keys(Configuration.shape), 'base', ...transferParts.slice(1)]

/**
 * The members of a file's document, and what is wrong with their names. Where it says by `base` where it was
 * exported, its addresses become those of the sandbox.
 * @throws ConfigurationError when it is no object
 */
export function readMembers(
  document: unknown,
  sandbox: Pick<Sandbox, 'base' | 'origin'>,
): { members: Record<string, unknown>; problems: Problem[] } {
  if (!isObject(document)) {
    throw invalid([{ path: '(document)', message: 'must be an object' }])
  }
  const ofBase = problemsOfBase(document['base'])
  const { base: _base, ...given } = ofBase.length > 0 ? document : withAddresses(document, sandbox)
  const entries = Object.entries(given)
  const unknown = entries.flatMap(([name]) => (known.includes(name) ? [] : [problemOf(name)]))
  const members = Object.fromEntries(entries.filter(([name]) => known.includes(name)))
  return { members, problems: [...unknown, ...ofBase] }
}

/**
 * The part of a file that is one member, as its schema has it; undefined where the file does not hold it, or it
 * does not count.
 */
export function readMember<Schema extends z.ZodType>(
  part: TransferPart,
  schema: Schema,
  document: unknown,
  { sandbox, only }: { sandbox: Sandbox; only: readonly TransferPart[] },
): { data: z.output<Schema> | undefined; problems: Problem[] } {
  const { members, problems } = readMembers(document, sandbox)
  const given = only.includes(part) ? members[part] : undefined
  if (given === undefined) return { data: undefined, problems }
  const read = readBy(schema, given)
  return { data: read.data, problems: [...problems, ...read.problems.map(withinOf(part))] }
}

/** Tells a problem of a part by its place in the file. */
export function withinOf(part: TransferPart) {
  return ({ path, message }: Problem): Problem => ({
    path: path === '(document)' ? part : `${part}.${path}`,
    message,
  })
}

/** What is told of a file with these problems. */
export function invalid(problems: Problem[]): ConfigurationError {
  return new ConfigurationError('The document is not valid.', problems)
}

function problemsOfBase(base: unknown): Problem[] {
  if (base === undefined) return []
  const isBase = typeof base === 'string' && URL.canParse(base) && !base.endsWith('/')
  return isBase ? [] : [{ path: 'base', message: 'must be a URL like https://localhost:8443' }]
}

/** The document with the sandbox's addresses in the place of those where it was exported. */
function withAddresses(
  document: Record<string, unknown>,
  { base, origin }: Pick<Sandbox, 'base' | 'origin'>,
): Record<string, unknown> {
  const former = document['base']
  if (typeof former !== 'string') return document
  const { rewrite } = createRewrite(
    { base: former, origin: new URL(former).origin },
    { base, origin },
  )
  return JSON.parse(rewrite(JSON.stringify(document))) as Record<string, unknown>
}

function problemOf(path: string): Problem {
  return { path, message: `there is no such member${hintOfNearest(path, known)}` }
}
