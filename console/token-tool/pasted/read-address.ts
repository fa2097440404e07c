import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import type { Finding } from '@oauth-lab/explain/findings/finding.ts'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Named } from './recognise.ts'

/** An address with parameters, explained. */
export interface ReadAddress {
  /** "Authorization request", "Callback". */
  title: string
  purpose: string
  clause: string | undefined
  parts: readonly Part[]
  findings: readonly Finding[]
  /** JWTs among the parameters. */
  tokens: readonly Named[]
}

/** What answers an authorization request (RFC 6749 §4.1.2, OAuth 2.0 Multiple Response Types §5). */
const answers = ['code', 'error', 'access_token', 'id_token', 'response']

/** Explains what an address carries; undefined where it has no parameters: an issuer, metadata, keys. */
export function readAddress(url: URL, now: number): ReadAddress | undefined {
  const named = new URLSearchParams([
    ...url.searchParams,
    ...new URLSearchParams(url.hash.slice(1)),
  ])
  if (named.size === 0) return undefined
  const entry = {
    startedDateTime: new Date(now).toISOString(),
    request: { method: 'GET', url: url.href },
  }
  const hide = (text: string) => text
  const own = explainRecording([entry], { hide })
  // Nothing around it says what it is: what it carries must do.
  const guess = answers.some((name) => named.has(name)) ? 'callback' : 'authorization request'
  const isKnown = own.exchanges.length > 0
  const { exchanges, findings } = isKnown
    ? own
    : explainRecording([{ ...entry, _oauth: { id: '', role: '', message: guess } }], { hide })
  const { message, purpose, clause, request } = exchanges[0]!
  const isMessage = isKnown || guess === 'callback'
  return {
    title: isMessage ? message!.name : 'An address with parameters',
    purpose: isMessage
      ? purpose
      : 'It is no message that the page knows. Names that it knows are explained.',
    clause: isMessage ? clause : undefined,
    parts: request.parts,
    // What was asked is not known here.
    findings: isMessage ? findings.filter(({ id }) => id !== 'state-differs') : [],
    tokens: [...named].flatMap(([name, value]) =>
      readJwt(value) === undefined ? [] : [{ name, token: value }],
    ),
  }
}

const metadataPath = '/.well-known/openid-configuration'

/** Whom to ask at an address without parameters: an issuer, or a set of keys. */
export type Asked = { issuer: string } | { jwksUri: string }

/** What an address without parameters may be: the likeliest first. */
export function askedAt(url: URL): [Asked, Asked] | [Asked] {
  const text = url.href.replace(/\/$/, url.pathname === '/' ? '' : '/')
  if (text.endsWith(metadataPath)) return [{ issuer: text.slice(0, -metadataPath.length) }]
  // RFC 8414 §3.1: the well-known part comes before the issuer's own path.
  const [, path] = /^\/\.well-known\/oauth-authorization-server(\/.*)?$/.exec(url.pathname) ?? []
  if (url.pathname.startsWith('/.well-known/oauth-authorization-server')) {
    return [{ issuer: url.origin + (path ?? '') }]
  }
  const keys = { jwksUri: text }
  const issuer = { issuer: text }
  return /jwks|certs|keys|\.json$/i.test(url.pathname) ? [keys, issuer] : [issuer, keys]
}
