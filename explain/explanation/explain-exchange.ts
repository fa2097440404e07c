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
}

/** Explains one exchange: which message it is, what it is for, and each thing that it carries. */
export function explainExchange(entry: HarEntry, options: ExplainOptions = {}): Explanation {
  const given = options.recording
  const recording = given?.seen(entry) === undefined ? readRecording([entry]) : given
  return explainSeen(recording.seen(entry)!, recording, options.hide ?? hideWhole)
}

/** The same for an exchange of a recording that was read already. */
export function explainSeen(exchange: Seen, recording: Recording, hide: Hide): Explanation {
  const { message, index, from, to, at, entry } = exchange
  const reading: Reading = { around: { exchange, recording }, hide }
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
  const short = `${method} ${exchange.url.pathname}`
  const name = message?.name ?? 'Request'
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
  const name = nameOfAnswer(exchange)
  const short = status === 0 ? whyNone(entry) : `${status} ${name}`
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

function whyNone({ response, _oauth }: Seen['entry']): string {
  if (response === undefined) return ''
  return _oauth?.notSeen ? 'no role sees it' : 'no answer'
}

/** A refusal is written in the words of errors, whatever was asked. */
function answerVocabulary({ message, status, responseJson }: Seen) {
  const isError = status >= 400 || responseJson?.['error'] !== undefined
  const vocabulary: Vocabulary = isError ? 'parameters' : (message?.answers ?? 'parameters')
  return vocabularies[vocabulary]
}

/** What an answer is called: by its error, by where it sends the browser, or as the catalogue says. */
function nameOfAnswer(exchange: Seen): string {
  const { message, status, redirect, responseJson, entry } = exchange
  if (status === 0) return entry.response === undefined ? 'Answer' : 'No answer'
  if (redirect !== undefined) return nameOfRedirect(redirect) ?? 'Redirect'
  if (status >= 400) {
    const error = responseJson?.['error']
    return typeof error === 'string' ? `Refused: ${error}` : 'Refused'
  }
  if (message === undefined) return 'Answer'
  // A page in the place of a redirect: the user is asked something.
  return message.id === 'authorization request' ? 'Page' : message.answer
}

function nameOfRedirect({ query, fragment, form }: NonNullable<Seen['redirect']>) {
  const fields = [...query, ...fragment, ...form]
  const has = (name: string) => valueOf(fields, name) !== undefined
  if (has('response_type') || has('request_uri')) return 'Redirect to the authorization server'
  if (has('error') && (has('state') || has('iss'))) {
    return `Authorization response: ${valueOf(fields, 'error')}`
  }
  const isAnswer = ['code', 'access_token', 'id_token', 'response'].some(has)
  return isAnswer ? 'Authorization response' : undefined
}
