import { equal, match } from 'node:assert/strict'
import { noteSecretsIn } from '../../secrets.ts'

/** An answer in JSON, its secrets noted. */
export interface Answer {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

/** Reads an answer whose body is JSON or empty. */
export async function readAnswer(response: Response | Promise<Response>): Promise<Answer> {
  const { status, headers, text } = await settle(await response)
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  noteSecretsIn(Object.entries(body))
  return { status, headers, body }
}

async function settle(response: Response) {
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** A refusal of a direct request (RFC 6749 §5.2): code, status, not stored, a check that is named. */
export function requireRefused(
  { status, headers, body }: Answer,
  error: string,
  wanted: { status?: number; check?: string } = {},
): void {
  equal(body['error'], error, JSON.stringify(body))
  equal(status, wanted.status ?? 400)
  equal(headers.get('cache-control'), 'no-store')
  const description = String(body['error_description'])
  // RFC 6749 §5.2: no quotation mark, no backslash, printable ASCII.
  match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
  if (wanted.check !== undefined) match(description, new RegExp(`check ${wanted.check},`))
}
