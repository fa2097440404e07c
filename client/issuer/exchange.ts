import type { CustomFetch } from 'openid-client'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'

/** One request of this client and its answer, as the page shows it. */
export interface Exchange {
  method: string
  url: string
  status: number
  /** Milliseconds until the whole answer was here. */
  ms: number
  body: string
  /** The `WWW-Authenticate` header (RFC 9110 §11.6.1). */
  challenge: string | undefined
  /** What the answer calls itself in `X-Request-Id`. */
  requestId: string | undefined
}

/** A `fetch` for openid-client that notes each answer in `seen`. What was sent is not noted: it holds secrets. */
export function observe(fetch: Fetch, seen: Exchange[]): CustomFetch {
  return async (url, options) => {
    const started = performance.now()
    const response = await fetch(url, options as RequestInit)
    const body = await response.text()
    const { status, headers } = response
    seen.push({
      method: options.method,
      url,
      status,
      ms: Math.max(1, Math.round(performance.now() - started)),
      body,
      challenge: headers.get('www-authenticate') ?? undefined,
      requestId: headers.get('x-request-id') ?? undefined,
    })
    return new Response(body === '' ? null : body, { status, headers: new Headers([...headers]) })
  }
}

/** By which the recording of this lab names an exchange; nothing where it is not recorded here. */
export function recordedId(sandbox: Sandbox, exchange: Exchange | undefined): string | undefined {
  const isHere = exchange?.url.startsWith(`${sandbox.base}/`) === true
  return isHere && sandbox.settings().recording !== 'off' ? exchange.requestId : undefined
}

/** The same for the answer that brought tokens: reading of keys may come after it. */
export function tokenExchangeId(sandbox: Sandbox, answers: readonly Exchange[]): string | null {
  const brought = answers.findLast(({ method }) => method === 'POST')
  return recordedId(sandbox, brought) ?? null
}

/** The members of an OAuth error response (RFC 6749 §5.2), if the body is one. */
export function errorOf(body: string): { error?: string; description?: string } {
  try {
    const { error, error_description } = JSON.parse(body) as Record<string, unknown>
    return {
      ...(typeof error === 'string' && { error }),
      ...(typeof error_description === 'string' && { description: error_description }),
    }
  } catch {
    return {}
  }
}
