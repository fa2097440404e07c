import { valueOf } from '../exchange/field.ts'
import type { Seen } from '../recording/recording.ts'

/** What a person calls one half of an exchange, and how it looks in a few characters. */
export interface Brief {
  name: string
  /** Method and path, or status and name; empty for an answer that was not recorded. */
  short: string
}

/** A request, without what it carries. */
export function briefRequest({ message, method, url }: Seen): Brief {
  return { name: message?.name ?? 'Request', short: `${method} ${url.pathname}` }
}

/** An answer, without what it carries. */
export function briefAnswer(exchange: Seen): Brief {
  const { status, entry } = exchange
  const name = nameOfAnswer(exchange)
  return { name, short: status === 0 ? whyNone(entry) : `${status} ${name}` }
}

function whyNone({ response, _oauth }: Seen['entry']): string {
  if (response === undefined) return ''
  return _oauth?.notSeen ? 'no role sees it' : 'no answer'
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
