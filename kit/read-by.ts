import type { z } from 'zod'
import { hintOfNearest } from './nearest.ts'
import type { Problem } from './problems.ts'

/** What a schema made of a value, or every problem. */
export type Read<T> = { data: T; problems: [] } | { data: undefined; problems: Problem[] }

type RawIssue = z.core.$ZodRawIssue

/**
 * Reads a value by its schema. Each problem has its path and says in the lab's words what is wanted;
 * what a schema says itself goes first. Texts are not repeated, since they may be secrets.
 */
export function readBy<S extends z.ZodType>(schema: S, value: unknown): Read<z.output<S>> {
  const members = new Map<string, string[]>()
  const read = schema.safeParse(value, {
    error(issue) {
      if (issue.code === 'unrecognized_keys') members.set(pathOf(issue.path), membersOf(issue))
      return wordsFor(issue)
    },
  })
  if (read.success) return { data: read.data, problems: [] }
  const problems = read.error.issues.flatMap((issue): Problem[] => {
    const { path, message } = issue
    if (issue.code !== 'unrecognized_keys') return [{ path: pathOf(path), message }]
    const known = members.get(pathOf(path)) ?? []
    return issue.keys.map((key) => ({ path: pathOf([...path, key]), message: unknown(key, known) }))
  })
  return { data: undefined, problems }
}

/** How the problem of a member begins that nobody knows. */
export const unknownMember = 'there is no such member'

function pathOf(path: readonly PropertyKey[] = []): string {
  return path.map(String).join('.') || '(document)'
}

function membersOf({ inst }: RawIssue): string[] {
  return Object.keys((inst as Partial<z.ZodObject> | undefined)?.shape ?? {})
}

function unknown(key: string, known: readonly string[]): string {
  return unknownMember + hintOfNearest(key, known)
}

function wordsFor(issue: RawIssue): string | undefined {
  const { input } = issue
  switch (issue.code) {
    case 'invalid_type':
      return input === undefined
        ? 'must be set'
        : `must be ${kinds[issue.expected] ?? issue.expected}, not ${kindOf(input, issue.expected)}`
    case 'too_small':
      return `must ${limit(issue.origin, 'at least', Number(issue.minimum))}`
    case 'too_big':
      return `must ${limit(issue.origin, 'at most', Number(issue.maximum))}`
    case 'invalid_value':
      return oneOf(issue.values.map(String), input)
    case 'invalid_format':
      return formats[issue.format] ?? 'does not have the form that is wanted'
    case 'invalid_union':
      return 'has none of the forms that are allowed'
    case 'invalid_key':
      return issue.issues[0]?.message
    default:
      return undefined
  }
}

const kinds: Record<string, string> = {
  string: 'a text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

const formats: Record<string, string> = {
  datetime: 'must be a time like 2030-01-01T00:00:00Z',
  url: 'must be a URL like https://example.com/',
}

/** A number is repeated, unless a text is wanted: that may be a password. */
function kindOf(input: unknown, expected: string): string {
  if (input === null) return 'null'
  if (Array.isArray(input)) return 'a list'
  if (typeof input === 'number' && expected !== 'string') {
    return Number.isNaN(input) ? 'a text' : String(input)
  }
  return kinds[typeof input] ?? typeof input
}

function limit(origin: string, bound: string, number: number): string {
  if (origin === 'string') {
    return bound === 'at least' && number === 1
      ? 'not be empty'
      : `have ${bound} ${number} characters`
  }
  if (origin === 'array' || origin === 'set') return `hold ${bound} ${number}`
  return `be ${bound} ${number}`
}

function oneOf(values: readonly string[], input: unknown): string {
  const all = values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`
  return typeof input === 'string' ? all + hintOfNearest(input, values) : all
}
