import type { Values } from './compose.ts'

/** An authorization response that came back. */
export interface Callback {
  /** Values for the requests that follow. */
  values: Values
  /** Why it is not to be used; undefined where it may be. */
  problem?: string
}

const answers = ['code', 'access_token', 'id_token', 'error']

/**
 * Reads an authorization response from an address (RFC 6749 §4.1.2), and compares `state` and `iss`
 * (RFC 9207 §2.4) with what was asked. Undefined where the address holds none.
 */
export function readCallback(
  address: string,
  asked: { state: string | undefined; issuer: string; namesItself: boolean },
): Callback | undefined {
  const url = URL.parse(address)
  const found = new URLSearchParams([
    ...(url?.searchParams ?? []),
    ...new URLSearchParams(url?.hash.slice(1)),
  ])
  if (!answers.some((name) => found.has(name))) return undefined
  const problem = problemOf(found, asked)
  if (problem !== undefined) return { values: {}, problem }
  return { values: Object.fromEntries([...found].filter(([name]) => kept.has(name))) }
}

const kept = new Set(['code', 'access_token', 'id_token'])

function problemOf(
  found: URLSearchParams,
  {
    state,
    issuer,
    namesItself,
  }: { state: string | undefined; issuer: string; namesItself: boolean },
): string | undefined {
  const iss = found.get('iss')
  if (iss !== null && iss !== issuer) return `It comes from another issuer: ${iss} (RFC 9207 §2.4).`
  if (iss === null && namesItself)
    return 'It does not say who answers: iss is missing (RFC 9207 §2.4).'
  if ((found.get('state') ?? '') !== (state ?? '')) {
    return 'Its state is not the one that was sent: it answers another request (RFC 6749 §10.12).'
  }
  const error = found.get('error')
  if (error === null) return undefined
  return `The server refused: ${error}. ${found.get('error_description') ?? ''}`.trim()
}
