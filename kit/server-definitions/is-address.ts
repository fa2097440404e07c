import { isPlain } from '../http/plain-connection.ts'
import type { Sandbox } from '../sandbox.ts'

/** Whether a text is an https URL; of plain HTTP where the lab itself is. An issuer has no query (RFC 8414 §2). */
export function isAddress(value: unknown, sandbox: Sandbox, query = false): value is string {
  const url = typeof value === 'string' ? URL.parse(value) : null
  if (url === null || (query ? /[#\s]/ : /[?#@\s]/).test(String(value))) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isPlain(sandbox))
}
