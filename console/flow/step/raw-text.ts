import { isJsonObject } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Carried } from '@oauth-lab/kit/interventions/intervention.ts'
import { parseJson } from '../../parts/parse-json.ts'
import { escape } from './carried-rows.ts'
import type { Edit } from './carried-rows.ts'

type Fields = Readonly<Record<string, unknown>>
export type Edits = Readonly<Record<string, Edit>>

/** A part of a held message as it stands on the wire. */
export interface RawPart {
  /** JSON pointer to its fields (RFC 6901). */
  place: string
  /** What it is, in words. */
  label: string
  /** As it was sent. */
  fields: Fields
  isJson: boolean
}

/** The parts of a held message that can be edited as text. @param usual the place where a new parameter goes */
export function rawPartsOf({ query, form, json, redirect }: Carried, usual: string): RawPart[] {
  const all = [
    ['/query', 'The query as it will go out', query],
    ['/form', 'The body as it will go out', form],
    ['/redirect/query', 'The query of its redirect as it will go out', redirect?.query],
    ['/redirect/fragment', 'The fragment of its redirect as it will go out', redirect?.fragment],
    ['/json', 'The body as it will go out', isJsonObject(json) ? json : undefined],
  ] as const
  return all.flatMap(([place, label, fields = {}]) => {
    const isThere = Object.keys(fields).length > 0 || place === usual
    return isThere ? [{ place, label, fields, isJson: place === '/json' }] : []
  })
}

/** The text of a part with what was edited: form-encoded (WHATWG URL §5), or JSON. */
export function rawTextOf({ place, fields, isJson }: RawPart, edits: Edits): string {
  const wanted = { ...fields }
  for (const [path, edit] of Object.entries(edits)) {
    const name = nameIn(place, path)
    if (name === undefined) continue
    if (edit === 'left out') delete wanted[name]
    else wanted[name] = valueOf(edit, fields[name])
  }
  if (isJson) return JSON.stringify(wanted, null, 2)
  const pairs = Object.entries(wanted).flatMap(([name, value]) =>
    [value].flat().map((one) => [name, typeof one === 'string' ? one : JSON.stringify(one)]),
  )
  return new URLSearchParams(pairs).toString()
}

/**
 * What was edited, where a part is to have this text; undefined where the text can't be read.
 * @param edits those of other parts stay as they are
 */
export function editsOf(part: RawPart, text: string, edits: Edits): Edits | undefined {
  const { place, fields, isJson } = part
  const wanted = isJson ? parseJson(text) : fieldsIn(text)
  if (!isJsonObject(wanted)) return undefined
  const others = Object.entries(edits).filter(([path]) => nameIn(place, path) === undefined)
  const names = [...new Set([...Object.keys(fields), ...Object.keys(wanted)])]
  const own = names.flatMap((name): [string, Edit][] => {
    const [before, after] = [fields[name], wanted[name]]
    if (JSON.stringify(before) === JSON.stringify(after)) return []
    const path = `${place}/${escape(name)}`
    if (after === undefined) return [[path, 'left out']]
    return [
      [
        path,
        typeof after === 'string'
          ? { value: after, isJson: false }
          : { value: JSON.stringify(after), isJson: true },
      ],
    ]
  })
  return Object.fromEntries([...others, ...own])
}

/** The name of the field of a part to which a path leads; undefined where it leads elsewhere. */
function nameIn(place: string, path: string): string | undefined {
  const rest = path.startsWith(`${place}/`) ? path.slice(place.length + 1) : '/'
  return rest.includes('/') ? undefined : rest.replaceAll('~1', '/').replaceAll('~0', '~')
}

function valueOf({ value, isJson }: Exclude<Edit, 'left out'>, before: unknown): unknown {
  const isText = isJson === undefined ? typeof (before ?? '') === 'string' : !isJson
  return isText ? value : (parseJson(value) ?? value)
}

/** A name that comes several times has a list. */
function fieldsIn(text: string): Fields {
  const found = new URLSearchParams(text.trim())
  return Object.fromEntries(
    [...new Set(found.keys())].map((name) => {
      const values = found.getAll(name)
      return [name, values.length === 1 ? values[0] : values]
    }),
  )
}
