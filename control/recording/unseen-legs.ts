import { readExchange } from '@oauth-lab/explain/exchange/read-exchange.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import type { RecordedEntry } from '@oauth-lab/kit/recording/har-entry.ts'

/** A leg of a redirect that no role served: what the browser took along is known, the answer is not. */
export interface UnseenEntry extends HarEntry {
  startedDateTime: string
  _oauth: NonNullable<HarEntry['_oauth']> & { startedAt: number; notSeen: true }
}

/**
 * The legs of redirects that lead out of the roles: to an external application, or to a page that the
 * web server has as a file.
 * @param isServed whether a role records requests to a path below the base; others have an empty one
 */
export function unseenLegs(
  entries: readonly RecordedEntry[],
  base: string,
  isServed: (path: string) => boolean,
): UnseenEntry[] {
  return entries.flatMap((entry) => {
    const { redirect } = readExchange(entry)
    if (redirect === undefined) return []
    const { href } = redirect.url
    const path = href.startsWith(`${base}/`) ? href.slice(base.length).split(/[?#]/, 1)[0]! : ''
    return isServed(path) ? [] : [legOf(entry, redirect)]
  })
}

function legOf(
  { time, _oauth: { id, role, sandbox, startedAt, labTime, asker } }: RecordedEntry,
  { url, by, form }: NonNullable<ReturnType<typeof readExchange>['redirect']>,
): UnseenEntry {
  const at = startedAt + time
  const isForm = by === 'form'
  return {
    startedDateTime: new Date(at).toISOString(),
    time: 0,
    request: {
      method: isForm ? 'POST' : 'GET',
      url: url.href,
      headers: [],
      ...(isForm && {
        postData: {
          mimeType: 'application/x-www-form-urlencoded',
          text: new URLSearchParams(form.map(({ name, value }) => [name, value])).toString(),
        },
      }),
    },
    response: { status: 0, headers: [], content: { size: 0, mimeType: '' } },
    _oauth: {
      id: `${id}-next`,
      role,
      sandbox,
      startedAt: at,
      labTime,
      asker: asker === 'program' ? 'program' : 'browser',
      parent: id,
      notSeen: true,
    },
  }
}
