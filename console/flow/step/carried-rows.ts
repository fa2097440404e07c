import { claims } from '@oauth-lab/explain/catalogue/claims.ts'
import type { Meanings } from '@oauth-lab/explain/catalogue/meaning.ts'
import { parameters } from '@oauth-lab/explain/catalogue/parameters.ts'
import { isJsonObject, readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Carried, PatchOperation } from '@oauth-lab/kit/interventions/intervention.ts'

/** One thing that a held message carries and that can be changed. */
export interface CarriedRow {
  /** JSON pointer to it, as a patch says it (RFC 6901). */
  path: string
  name: string
  value: string
  /** The value is a number, true or false, or JSON. */
  isJson: boolean
  /** Its value is not told. */
  isHidden: boolean
  means?: string
}

/** What somebody wants of a row: another value, or that it is left out. `isJson`: as the row, unless told. */
export type Edit = { value: string; isJson?: boolean } | 'left out'

/** The rows of a held message: its parameters, its members, the claims of its tokens. */
export function rowsOf({ query, form, json, status, redirect }: Carried): CarriedRow[] {
  return [
    ...(status === undefined ? [] : [rowOf('', 'status', status, parameters)]),
    ...fieldRows('/query', query),
    ...fieldRows('/form', form),
    ...fieldRows('/redirect/query', redirect?.query),
    ...fieldRows('/redirect/fragment', redirect?.fragment),
    ...(isJsonObject(json) ? fieldRows('/json', json) : []),
  ]
}

function fieldRows(place: string, fields: Readonly<Record<string, unknown>> = {}): CarriedRow[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const jwt = typeof value === 'string' ? readJwt(value) : undefined
    if (jwt === undefined) return [rowOf(place, name, value, parameters)]
    const within = `/jwt/${escape(name)}/claims`
    return Object.entries(jwt.claims).map(([claim, one]) => ({
      ...rowOf(within, claim, one, claims),
      name: `${name}: ${claim}`,
    }))
  })
}

function rowOf(place: string, name: string, value: unknown, meanings: Meanings): CarriedRow {
  const isText = typeof value === 'string'
  const means = Object.hasOwn(meanings, name) ? meanings[name]!.means : undefined
  return {
    path: `${place}/${escape(name)}`,
    name,
    value: isText ? value : JSON.stringify(value),
    isJson: !isText,
    isHidden: value === 'hidden',
    ...(means !== undefined && { means }),
  }
}

/** A name in a JSON pointer (RFC 6901 §3). */
export function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** The name to which a JSON pointer leads. */
export function nameAt(path: string): string {
  return path.split('/').at(-1)!.replaceAll('~1', '/').replaceAll('~0', '~')
}

/**
 * The JSON patch for what was edited (RFC 6902).
 * @param edits by the rows' paths; a path that no row has is added
 */
export function patchOf(
  rows: readonly CarriedRow[],
  edits: Readonly<Record<string, Edit>>,
): PatchOperation[] {
  return Object.entries(edits).flatMap(([path, edit]): PatchOperation[] => {
    const row = rows.find((one) => one.path === path)
    if (edit === 'left out') return row === undefined ? [] : [{ op: 'remove', path }]
    const { value: text, isJson = row?.isJson ?? false } = edit
    if (row !== undefined && text === row.value && isJson === row.isJson) return []
    return [
      { op: row === undefined ? 'add' : 'replace', path, value: isJson ? jsonOf(text) : text },
    ]
  })
}

/** What is no JSON is meant as text. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
