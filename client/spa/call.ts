import { timeout } from './timeout.ts'

/** One call with the access token, and what came back. */
export type Answer = {
  url: string
  /** Milliseconds by this browser. */
  ms: number
  /** 0 when there was no answer. */
  status: number
  /** The body as JSON where it is JSON, otherwise as text. */
  body: unknown
  /** The `WWW-Authenticate` header (RFC 6750 §3). */
  challenge?: string
  error?: string
  description?: string
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
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

/** GETs `url` with the token as Bearer (RFC 6750 §2.1). Never throws: no answer is an answer with status 0. */
export const call = async (
  url: string,
  accessToken: string,
  fetch: Fetch = globalThis.fetch,
): Promise<Answer> => {
  const begun = performance.now()
  const ms = () => Math.round(performance.now() - begun)
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(timeout * 1000),
    })
    const body = parse(await response.text())
    const told = (typeof body === 'object' && body ? body : {}) as Record<string, unknown>
    const challenge = response.headers.get('www-authenticate') ?? undefined
    const error = parameter(challenge, 'error') ?? text(told['error'])
    const description = parameter(challenge, 'error_description') ?? text(told['error_description'])
    return {
      url,
      ms: ms(),
      status: response.status,
      body,
      ...(challenge && { challenge }),
      ...(error && { error }),
      ...(description && { description }),
    }
  } catch {
    return {
      url,
      ms: ms(),
      status: 0,
      body: 'no answer',
      description:
        'There was no answer. Look whether the lab runs and lets this origin call it, then call again.',
    }
  }
}
