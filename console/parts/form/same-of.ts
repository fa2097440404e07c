import { base, prefix } from '../../base.ts'
import type { Members } from './changes.ts'
import { curlOf, quoted } from '../curl.ts'
import type { Same } from './same-call.tsx'

/** A merge patch as a call of the API, and as a command of the lab. The administrator's token is in `$TOKEN`. */
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
  const headers = [
    '"Authorization: Bearer $TOKEN"',
    ...(etag === undefined ? [] : [quoted(`If-Match: ${etag}`)]),
    quoted(`Content-Type: ${type}`),
  ]
  return {
    curl: curlOf({ method, url: base + path, headers, body: JSON.stringify(patch, null, 2) }),
    lab: `./lab api ${method} ${quoted(path)} ${quoted(JSON.stringify(patch))}${sandbox}`,
  }
}
