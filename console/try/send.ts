import { ApiError } from '../api/answer.ts'
import { parseJson } from '../parts/parse-json.ts'
import { assertionPlace, readKey, signAssertion } from './client-assertion.ts'
import { keyName, urlOf } from './compose.ts'
import type { Composed, Values, Wanted } from './compose.ts'
import { sendBy } from './targets.ts'
import type { Target } from './targets.ts'

/** What came back. */
export interface Answer {
  status: number | 'redirect'
  /** The exchange in the recording of this lab, where its own server answered. */
  id?: string | undefined
  /** The call during which a role sent it, where it did. */
  within?: string | undefined
  headers: string
  body: string
}

/** Sends a request by this page, without cookies; a redirect is not followed, and a browser tells nothing of it. */
export async function sendHere(
  url: string,
  { method, headers, body }: { method: string; headers: Composed['headers']; body: string },
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: headers.map(([name, value]) => [name, value]),
    credentials: 'omit',
    redirect: 'manual',
    ...(body !== '' && method !== 'GET' && method !== 'HEAD' && { body }),
  })
  const text = await response.text()
  return {
    status: response.type === 'opaqueredirect' ? 'redirect' : response.status,
    id: response.headers.get('x-request-id') ?? undefined,
    headers: linesOf([...response.headers]),
    body: prettyOf(text),
  }
}

/**
 * Sends a composed request: by this page to the lab, by a role to a server that it knows.
 * @param now milliseconds since 1970, for what is signed
 * @throws ApiError
 */
export async function send(
  { by, issuer }: Target,
  { kind, values }: Pick<Wanted, 'kind' | 'values'>,
  composed: Composed,
  now: number,
): Promise<Answer> {
  const { endpoint } = kind
  const { method, query, headers } = composed
  const body = await signed(composed.body, { issuer, values, now })
  if (by === 'browser') return sendHere(urlOf(composed), { method, headers, body })
  const answer = await sendBy(by, {
    endpoint,
    method: method === 'POST' ? 'POST' : 'GET',
    query,
    headers: Object.fromEntries(headers),
    body,
  })
  const { status, within } = answer
  return { status, within, headers: linesOf(answer.headers), body: prettyOf(answer.body) }
}

/** The body with the assertion in its place, where one is wanted. */
async function signed(
  body: string,
  { issuer, values, now }: { issuer: string; values: Values; now: number },
): Promise<string> {
  const form = new URLSearchParams(body)
  if (form.get('client_assertion') !== assertionPlace) return body
  const key = readKey(values[keyName] ?? '')
  if (key === undefined) {
    const message = 'The client has no private key that can sign.'
    throw new ApiError({ status: 0, code: 'no_key', message })
  }
  const client = values['client_id'] ?? ''
  form.set('client_assertion', await signAssertion(key, { client, issuer, now }))
  return form.toString()
}

function linesOf(headers: readonly (readonly string[])[]): string {
  return headers.map(([name, value]) => `${name}: ${value}`).join('\n')
}

function prettyOf(text: string): string {
  const json = parseJson(text)
  return json === undefined ? text : JSON.stringify(json, null, 2)
}
