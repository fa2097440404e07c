import { readExchange } from '@oauth-lab/explain/exchange/read-exchange.ts'
import { harEntryOf } from '@oauth-lab/kit/recording/har-entry.ts'
import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { bodyOf, headersOf } from '@oauth-lab/kit/recording/recorded.ts'
import type { Recorded } from '@oauth-lab/kit/recording/recorded.ts'

/**
 * The legs of redirects that lead out of the roles: to an external application, or to a page that the
 * web server has as a file.
 * @param isServed whether a role records requests to a path below the base; others have an empty one
 */
export function unseenLegs(
  entries: readonly RecordedEntry[],
  base: string,
  isServed: (path: string) => boolean,
): RecordedEntry[] {
  return entries.flatMap((entry) => {
    const { redirect } = readExchange(entry)
    if (redirect === undefined) return []
    const { href } = redirect.url
    const path = href.startsWith(`${base}/`) ? href.slice(base.length).split(/[?#]/, 1)[0]! : ''
    return isServed(path) ? [] : [legOf(entry, redirect)]
  })
}

/** What the browser took along is known, the answer is not. */
function legOf(
  { timings, _oauth: member }: RecordedEntry,
  { url, by, form }: NonNullable<ReturnType<typeof readExchange>['redirect']>,
): RecordedEntry {
  const { id, role, sandbox, startedAt, labTime, asker, instance, number } = member
  const sent = new URLSearchParams(form.map(({ name, value }) => [name, value])).toString()
  const isForm = by === 'form'
  const exchange: Recorded = {
    side: 'served',
    id: `${id}-next`,
    parent: id,
    // Whoever is told of it may be faster than the end of the answer.
    startedAt: startedAt + timings.wait,
    labTime: Date.parse(labTime),
    elapsed: 0,
    method: isForm ? 'POST' : 'GET',
    url: url.href,
    requestHeaders: headersOf(isForm ? ['content-type', 'application/x-www-form-urlencoded'] : []),
    requestBody: isForm ? bodyOf(sent) : undefined,
    status: 0,
    responseHeaders: headersOf([]),
    checks: [],
  }
  // After the exchange that led to it, and before the next one.
  const entry = harEntryOf(role, sandbox, { instance, number: number + 0.5, exchange })
  return {
    ...entry,
    _oauth: { ...entry._oauth, asker: asker === 'program' ? asker : 'browser', notSeen: true },
  }
}
