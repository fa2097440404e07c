import { failureReason } from '../failure-reason.ts'
import { PeerError } from '../peer-error.ts'
import type { Fetch } from '../trust.ts'

export interface JsonAnswer {
  status: number
  /** The decoded body; undefined when it is not JSON. */
  body: unknown
  headers: Headers
}

/**
 * Asks another server for JSON. Redirects are not followed: a request may carry credentials.
 * @param what the request's name in error messages, for example `introspection`
 * @throws PeerError when the server can't be reached or breaks off
 */
export async function fetchJson(
  fetch: Fetch,
  what: string,
  url: string,
  init: RequestInit = {},
): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { redirect: 'manual', ...init })
    return {
      status: response.status,
      body: parse(await response.text()),
      headers: response.headers,
    }
  } catch (error) {
    throw new PeerError(`The ${what} request to ${url} failed: ${failureReason(error)}.`, {
      cause: error,
    })
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
