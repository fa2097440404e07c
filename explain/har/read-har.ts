import { isJsonObject } from '../exchange/jwt.ts'
import type { Har } from './har.ts'
import { tidyEntry } from './tidy-entry.ts'

/** What was given is not a HAR; the message says what it is instead. */
export class NotHar extends Error {
  override name = 'NotHar'
}

/**
 * Reads a HAR of any browser or proxy. Entries without a readable request are left out.
 * @throws NotHar for text that is no JSON, and for JSON that is no HAR
 */
export function readHar(text: string): Har {
  const document = parse(text)
  const log = isJsonObject(document) ? document['log'] : undefined
  const entries = isJsonObject(log) ? log['entries'] : undefined
  if (!Array.isArray(entries)) {
    throw new NotHar('This is JSON, and no HAR: it has no log.entries.')
  }
  return {
    log: { ...(log as object), entries: entries.flatMap((entry) => tidyEntry(entry) ?? []) },
  }
}

function parse(text: string): unknown {
  try {
    // Some exports begin with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    const short = text.trim() === '' ? 'It is empty' : 'This is no JSON'
    throw new NotHar(`${short}, so it is no HAR.`)
  }
}
