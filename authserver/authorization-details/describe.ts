import type { AuthorizationDetail } from './authorization-detail.ts'

type Members = Readonly<Record<string, unknown>>

/** A member of a detail as people read it. */
export interface DescribedMember {
  /** A path such as `instructedAmount.currency`. */
  path: string
  /** The title that the schema gives it. */
  title: string | undefined
  /** Each value of a list, or the only one. */
  values: string[]
}

/** Every member of a detail besides its type, down to the last one: nothing is left out. */
export function describeMembers(detail: AuthorizationDetail, schema: Members): DescribedMember[] {
  const { type: _, ...members } = detail
  return describeObject(members, schema, '')
}

function describeObject(members: Members, schema: Members, path: string): DescribedMember[] {
  return Object.entries(members).flatMap(([name, value]) => {
    const inner = membersOf(membersOf(schema['properties'])[name])
    return describe(value, inner, path === '' ? visible(name) : `${path}.${visible(name)}`)
  })
}

function describe(value: unknown, schema: Members, path: string): DescribedMember[] {
  const title = typeof schema['title'] === 'string' ? schema['title'] : undefined
  if (Array.isArray(value) && value.some(isObject)) {
    const items = membersOf(schema['items'])
    return value.flatMap((one, at) => describe(one, items, `${path}[${at + 1}]`))
  }
  if (isObject(value) && !Array.isArray(value) && Object.keys(value).length > 0) {
    return describeObject(value as Members, schema, path)
  }
  const all = Array.isArray(value) && value.length > 0 ? value : [value]
  return [{ path, title, values: all.map(said) }]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function membersOf(value: unknown): Members {
  return isObject(value) ? (value as Members) : {}
}

function said(value: unknown): string {
  return typeof value === 'string' && value !== '' ? visible(value) : JSON.stringify(value)
}

/** Nothing that a client sends may hide, or turn round the words beside it (Unicode TR #9 §2). */
function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (found) => `\\u{${found.codePointAt(0)!.toString(16)}}`,
  )
}
