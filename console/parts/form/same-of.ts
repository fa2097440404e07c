import { base, prefix } from '../../base.ts'
import type { Members } from './changes.ts'
import { curlOf } from './curl.ts'
import type { Same } from './same-call.tsx'

/** A merge patch as a call of the API, and as a command of the lab. */
export function sameOf({
  method,
  path,
  patch,
  etag,
}: {
  method: string
  /** Below the sandbox's base. */
  path: string
  patch: Members
  etag?: string | undefined
}): Same {
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
  const sandbox = prefix === '' ? '' : ` --sandbox ${decodeURIComponent(prefix).slice(2)}`
  const body = JSON.stringify(patch).replaceAll("'", `'\\''`)
  return {
    curl: curlOf({ method, url: base + path, body: patch, etag, type }),
    lab: `./lab api ${method} '${path}' '${body}'${sandbox}`,
  }
}
