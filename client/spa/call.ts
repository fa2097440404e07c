import type { AnswerShown } from '../view/answer-card.ts'
import { timeout } from './timeout.ts'

/** One call with the access token, and what came back. */
export type Answer = AnswerShown & {
  url: string
  error?: string
  description?: string
  clause?: string
  /** What the answer calls itself. */
  requestId?: string
}

const parse = (text: string): Record<string, unknown> => {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body ? (body as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** One parameter of a challenge, its quotes removed. */
const parameter = (challenge: string | undefined, name: string): string | undefined => {
  const found = new RegExp(`(?:^|[\\s,])${name}="((?:[^"\\\\]|\\\\.)*)"`).exec(challenge ?? '')
  return found?.[1]?.replaceAll(/\\(.)/g, '$1')
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * GETs `url` with the token as Bearer (RFC 6750 §2.1). Never throws: nothing is answered when there was no
 * answer.
 */
export const call = async (
  url: string,
  accessToken: string,
  fetch: Fetch = globalThis.fetch,
): Promise<Answer | undefined> => {
  const begun = performance.now()
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeout * 1000),
    })
    const body = await response.text()
    const told = parse(body)
    const challenge = response.headers.get('www-authenticate') ?? undefined
    const error = parameter(challenge, 'error') ?? text(told['error'])
    const description = parameter(challenge, 'error_description') ?? text(told['error_description'])
    const clause = text(told['clause'])
    const requestId = response.headers.get('x-request-id')
    return {
      url,
      method: 'GET',
      ms: Math.max(1, Math.round(performance.now() - begun)),
      status: response.status,
      body,
      challenge,
      ...(error && { error }),
      ...(description && { description }),
      ...(clause && { clause }),
      ...(requestId && { requestId }),
    }
  } catch {
    return undefined
  }
}
