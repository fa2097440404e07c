import { explainExchange } from '@oauth-lab/explain/explanation/explain-exchange.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { clauses } from '../clause.ts'
import { markup } from '../html.ts'
import type { Html } from '../html.ts'
import type { Pages } from '../pages.ts'
import type { KeyValue } from '../parts.ts'
import { address, prose } from '../text.ts'
import { openedFrame } from './frame.ts'
import type { Opened } from './frame.ts'

export interface DocumentModel extends Opened {
  /** The address that was opened. */
  url: string
  /** What the field calls the request there, for example `metadata request`. */
  message: string
  document: object
}

/** The page that explains a JSON document which programs read, member by member. */
export function documentPage(pages: Pages, model: DocumentModel): string {
  const { url, document, message, role, requestId } = model
  const explained = explainExchange({
    request: { method: 'GET', url },
    response: {
      status: 200,
      content: { mimeType: 'application/json', text: JSON.stringify(document) },
    },
    _oauth: { id: requestId, role, message },
  })
  const { name: title, parts } = explained.response
  return pages.render('document', {
    ...model,
    page: openedFrame(model, title),
    title,
    purpose: explained.purpose,
    clause: explained.clause,
    groups: groupsOf(
      document,
      parts.filter((part) => part.in === 'JSON'),
    ),
  })
}

interface Group {
  heading?: string
  rows: KeyValue[]
}

/** The members; the keys of a key set each by itself. */
function groupsOf(document: object, parts: readonly Part[]): Group[] {
  const keys = parts.find(({ name }) => name === 'keys')?.parts
  if (keys === undefined) return [{ rows: rowsOf(document, parts) }]
  let at = 0
  return (document as { keys: { kid?: string }[] }).keys.map((key) => {
    const own = keys.slice(at, at + Object.keys(key).length)
    at += own.length
    return { heading: `Key ${key.kid ?? ''}`, rows: rowsOf(key, own) }
  })
}

function rowsOf(members: object, parts: readonly Part[]): KeyValue[] {
  const values = new Map(Object.entries(members) as [string, unknown][])
  return parts.map(({ name, value, means, clause, says }) => {
    const given = values.get(name)
    // What an issuer says is judged by other exchanges, and here is none.
    const words = [means, name !== 'issuer' && says].filter(Boolean).join(' ')
    return {
      name: wireName(name),
      value: Array.isArray(given) ? given.join(', ') : address(value),
      ...(words && { mean: markup`${prose(words)} ${clauses(clause ?? '')}` }),
    }
  })
}

/** A long name may break after an underscore. */
function wireName(name: string): Html {
  const parts = name.split(/(?<=_)/)
  return markup`${parts.map((part, i) => (i === 0 ? part : markup`<wbr>${part}`))}`
}
