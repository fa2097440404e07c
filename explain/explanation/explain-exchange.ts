import { grantPurposes } from '../catalogue/messages.ts'
import type { Party, Vocabulary } from '../catalogue/messages.ts'
import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { HarEntry, LabCheck } from '../har/har.ts'
import { readRecording } from '../recording/recording.ts'
import type { Recording, Seen } from '../recording/recording.ts'
import { hideAddress } from '../secrets/hide-address.ts'
import { hideWhole } from '../secrets/hide.ts'
import type { Hide } from '../secrets/hide.ts'
import { numberByPlace } from './say-value.ts'
import type { NumberOf } from './say-value.ts'
import { briefAnswer, briefRequest } from './brief.ts'
import { cookieParts, requestHeaderParts, responseHeaderParts } from './header-parts.ts'
import type { Part } from './part.ts'
import { fieldParts, jwtParts, memberParts, vocabularies } from './read-parts.ts'
import type { Reading } from './read-parts.ts'

/** An exchange in words. */
export interface Explanation {
  /** Its place in the recording, from 0. */
  index: number
  /** The message's id and name; absent where it is no message of the protocol. */
  message?: { id: string; name: string }
  /** What it is for. */
  purpose: string
  clause?: string
  from: Party
  to: Party
  /** `front`: through the browser; `back`: a direct call. */
  channel: 'front' | 'back'
  /** The host that was asked. */
  host: string
  /** HTTP status; 0 where no answer came. */
  status: number
  /** Milliseconds since 1970, on the lab's clock where it is known; absent where no time is. */
  at?: number
  request: Side
  response: Side
  /** What the roles checked, in a recording of the lab. */
  checks: readonly LabCheck[]
}

/** One half of an exchange. */
export interface Side {
  /** Method and address, or status; secrets are hidden. */
  line: string
  /** The same in short: method and path, or status and name; empty for an answer that was not recorded. */
  short: string
  /** What a person calls it. */
  name: string
  parts: Part[]
}

export interface ExplainOptions {
  /** The exchanges around it; it is read alone otherwise. */
  recording?: Recording
  /** How secrets are shown: `hidden` unless told. */
  hide?: Hide
  /** What readers number a request by; its place in the recording, from 1, unless told. */
  numberOf?: NumberOf
}

/** Explains one exchange: which message it is, what it is for, and each thing that it carries. */
export function explainExchange(entry: HarEntry, options: ExplainOptions = {}): Explanation {
  const given = options.recording
  const recording = given?.seen(entry) === undefined ? readRecording([entry]) : given
  return explainSeen(recording.seen(entry)!, recording, options)
}

/** The same for an exchange of a recording that was read already. */
export function explainSeen(
  exchange: Seen,
  recording: Recording,
  { hide = hideWhole, numberOf = numberByPlace }: Omit<ExplainOptions, 'recording'>,
): Explanation {
  const { message, index, from, to, at, entry } = exchange
  const reading: Reading = { around: { exchange, recording, numberOf }, hide }
  return {
    index,
    ...(message && { message: { id: message.id, name: message.name } }),
    ...purposeOf(exchange),
    from,
    to,
    channel: message?.channel ?? 'front',
    host: exchange.url.host,
    status: exchange.status,
    ...(!Number.isNaN(at) && { at }),
    request: requestSide(exchange, reading),
    response: responseSide(exchange, reading),
    checks: entry._oauth?.checks ?? [],
  }
}

function purposeOf({ message, form }: Seen): { purpose: string; clause?: string } {
  if (message === undefined) return { purpose: 'No message of OAuth or OpenID Connect.' }
  const grant = message.id === 'token request' ? valueOf(form, 'grant_type') : undefined
  const told = grant !== undefined && Object.hasOwn(grantPurposes, grant) && grantPurposes[grant]
  const { purpose, clause } = told || message
  return { purpose, clause }
}

function requestSide(exchange: Seen, reading: Reading): Side {
  const { message, method, entry, query, fragment, form, requestJson } = exchange
  const vocabulary = vocabularies[message?.asks ?? 'parameters']
  const line = `${method} ${hideAddress(entry.request.url, reading.hide)}`
  const { name, short } = briefRequest(exchange)
  if (message === undefined) return { line, short, name, parts: [] }
  return {
    line,
    short,
    name,
    parts: [
      ...fieldParts('query', query, vocabulary, reading),
      ...fieldParts('fragment', fragment, vocabulary, reading),
      ...fieldParts('form', form, vocabulary, reading),
      ...(requestJson ? memberParts(requestJson, vocabulary, reading) : []),
      ...requestHeaderParts(exchange, reading),
      ...cookieParts(exchange, reading),
    ],
  }
}

function responseSide(exchange: Seen, reading: Reading): Side {
  const { message, status, entry, responseJson, responseJwt, redirect } = exchange
  const text = entry.response?.statusText
  const none = entry.response === undefined ? 'not recorded' : 'no answer'
  const line = status === 0 ? none : [status, text].filter(Boolean).join(' ')
  const { name, short } = briefAnswer(exchange)
  if (message === undefined) return { line, short, name, parts: [] }
  const jwt = responseJwt === undefined ? undefined : readJwt(responseJwt)
  return {
    line,
    short,
    name,
    parts: [
      ...(redirect
        ? [
            ...fieldParts('query', redirect.query, vocabularies.parameters, reading),
            ...fieldParts('fragment', redirect.fragment, vocabularies.parameters, reading),
            ...fieldParts('form', redirect.form, vocabularies.parameters, reading),
          ]
        : []),
      ...responseHeaderParts(exchange, reading),
      ...(responseJson ? memberParts(responseJson, answerVocabulary(exchange), reading) : []),
      ...(jwt ? jwtParts(jwt, reading) : []),
    ],
  }
}

/** A refusal is written in the words of errors, whatever was asked. */
function answerVocabulary({ message, status, responseJson }: Seen) {
  const isError = status >= 400 || responseJson?.['error'] !== undefined
  const vocabulary: Vocabulary = isError ? 'parameters' : (message?.answers ?? 'parameters')
  return vocabularies[vocabulary]
}
