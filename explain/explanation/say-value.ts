import { errorCodes } from '../catalogue/error-codes.ts'
import type { Meaning, Meanings } from '../catalogue/meaning.ts'
import { wordsFor } from '../catalogue/values.ts'
import { valueOf } from '../exchange/field.ts'
import type { Recording, Seen } from '../recording/recording.ts'
import { challengeOf, leftHash } from './digests.ts'
import { asksFor, firstSaidIn } from './first-said.ts'
import { sayDuration, sayNumericDate } from './say-time.ts'

/** What readers number a request by. */
export type NumberOf = (request: Seen) => number

/** By its place in the recording, from 1. */
export const numberByPlace: NumberOf = ({ index }) => index + 1

/** What stands around a value. */
export interface Around {
  exchange: Seen
  recording: Recording
  numberOf: NumberOf
  /** The algorithm of the JWT in which the value stands. */
  alg?: unknown
}

/** What a value says in words; nothing where the value says it by itself. */
export function sayValue({ kind }: Meaning, value: unknown, around: Around): string | undefined {
  if (kind === undefined) return undefined
  const text = String(value)
  switch (kind) {
    case 'time':
      return typeof value === 'number' ? sayNumericDate(value, around.exchange.at) : undefined
    case 'duration':
      return /^\d+$/.test(text) ? sayDuration(Number(text)) : undefined
    case 'scope':
      return sayList(text, 'scope')
    case 'error code':
      return (errorCodes as Meanings)[text]?.means
    case 'state':
    case 'nonce':
      return sayOrigin(kind, text, around)
    case 'redirect URI':
      return sayRedirect(text, around)
    case 'code challenge':
    case 'code verifier':
      return sayPkce(kind, text, around)
    case 'access token hash':
      return sayHash(text, accessTokenBeside(around), 'access token beside it', around.alg)
    case 'code hash':
      return sayHash(text, codeBeside(around), 'code beside it', around.alg)
    case 'prompt':
      return sayList(text, kind)
    case 'issuer':
      return around.recording.issuers.has(text)
        ? 'the issuer of the metadata in this recording'
        : undefined
    default:
      return wordsFor(kind, text)
  }
}

function sayList(text: string, kind: 'scope' | 'prompt'): string | undefined {
  const words = text.split(' ').flatMap((one) => {
    const said = wordsFor(kind, one)
    return said === undefined ? [] : `${one}: ${said}`
  })
  return words.length === 0 ? undefined : words.join('; ')
}

/** Where the client first said a value that has to come back. */
function sayOrigin(
  name: 'state' | 'nonce',
  value: string,
  { exchange, recording, numberOf }: Around,
): string | undefined {
  const origin = firstSaidIn(recording).requestWith(name, value)
  if (origin === undefined) {
    return exchange.message?.id === 'callback' ? 'no authorization request here sent it' : undefined
  }
  if (origin === exchange) return undefined
  return `as in message ${numberOf(origin)}`
}

function sayRedirect(value: string, { exchange, recording, numberOf }: Around): string | undefined {
  if (exchange.message?.id !== 'token request') return undefined
  const asked = firstSaidIn(recording).requestFor(value)
  return asked === undefined ? undefined : `as in message ${numberOf(asked)}`
}

function sayPkce(
  kind: 'code challenge' | 'code verifier',
  value: string,
  { exchange, recording, numberOf }: Around,
): string | undefined {
  const said = firstSaidIn(recording)
  if (kind === 'code verifier') {
    const asked =
      said.requestWith('code_challenge', challengeOf(value)) ??
      said.requestWith('code_challenge', value)
    return asked === undefined
      ? undefined
      : `it fits the code_challenge of message ${numberOf(asked)}`
  }
  const method = asksFor(exchange, 'code_challenge_method')
  if (method !== 'S256') return 'the verifier itself: method plain hides nothing'
  const shown = said.verifierOf(value)
  return shown === undefined
    ? 'SHA-256 of a verifier that only the client knows'
    : `SHA-256 of the code_verifier in message ${numberOf(shown)}`
}

function sayHash(
  hash: string,
  value: string | undefined,
  what: string,
  alg: unknown,
): string | undefined {
  const expected = value === undefined ? undefined : leftHash(value, alg)
  if (expected === undefined) return undefined
  return expected === hash ? `it fits the ${what}` : `it does not fit the ${what}`
}

function accessTokenBeside({ exchange }: Around): string | undefined {
  const { responseJson, fragment, redirect } = exchange
  const beside = responseJson?.['access_token']
  if (typeof beside === 'string') return beside
  return (
    valueOf(fragment, 'access_token') ?? (redirect && valueOf(redirect.fragment, 'access_token'))
  )
}

function codeBeside({ exchange: { fragment, form, redirect } }: Around): string | undefined {
  const fields = [...fragment, ...form, ...(redirect?.fragment ?? []), ...(redirect?.form ?? [])]
  return valueOf(fields, 'code')
}
