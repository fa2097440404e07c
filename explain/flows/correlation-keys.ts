import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'
import type { Field } from '../exchange/field.ts'
import { cookiesOf, setCookiesOf } from '../exchange/set-cookie.ts'
import { challengeOf } from '../explanation/digests.ts'
import { accessTokenOf } from '../recording/bearer-token.ts'

/** Parameters whose value belongs to one flow, and the kind of value that it is. */
const ofOneFlow: Readonly<Record<string, string>> = {
  state: 'state',
  nonce: 'nonce',
  code: 'code',
  code_challenge: 'challenge',
  request_uri: 'request_uri',
  device_code: 'device_code',
  user_code: 'user_code',
  auth_req_id: 'auth_req_id',
  access_token: 'token',
  refresh_token: 'token',
  id_token: 'token',
  id_token_hint: 'token',
  token: 'token',
  subject_token: 'token',
  actor_token: 'token',
}

/** Of the lab's own forms `code` is the second factor. */
const pages = ['sign-in', 'second factor', 'consent']

/** Keys of a recording that more than one flow may have. */
const shared = ['session', 'client', 'user']

/** The values that an exchange shares with the others of its flow, and with no other flow. */
export function correlationKeys(
  exchange: Exchange & { message?: { id: string } | undefined },
): string[] {
  const { query, fragment, form, redirect, responseJson, entry, url, message } = exchange
  const sent = pages.includes(message?.id ?? '') ? [] : form
  const fields = [query, fragment, sent, redirect?.query, redirect?.fragment, redirect?.form]
  const verifier = valueOf(form, 'code_verifier')
  const shown = accessTokenOf(exchange)
  return [
    ...fields.flatMap((one) => keysOfFields(one ?? [])),
    ...keysOfFields(textMembers(responseJson)),
    ...(verifier === undefined ? [] : [`challenge ${challengeOf(verifier)}`]),
    ...(shown === undefined ? [] : [`token ${shown}`]),
    ...[url.pathname, redirect?.url.pathname].flatMap(interactionOf),
    ...Object.entries(entry._oauth?.keys ?? {}).flatMap(([name, values]) =>
      shared.includes(name) ? [] : [values].flat().map((value) => `${name} ${value}`),
    ),
  ]
}

/** Cookies that tie an exchange to others of one browser, where nothing else does. */
export function sessionKeys(exchange: Exchange): string[] {
  const cookies = [...cookiesOf(exchange), ...setCookiesOf(exchange)]
  const session = exchange.entry._oauth?.keys?.['session']
  return [
    ...cookies.map(({ name, value }) => `${name}=${value}`),
    ...(session === undefined ? [] : [session].flat()),
  ]
}

function keysOfFields(fields: readonly Field[]): string[] {
  return fields.flatMap(({ name, value }) =>
    Object.hasOwn(ofOneFlow, name) && value !== '' ? [`${ofOneFlow[name]} ${value}`] : [],
  )
}

function textMembers(json: Readonly<Record<string, unknown>> | undefined): Field[] {
  return Object.entries(json ?? {}).flatMap(([name, value]) =>
    typeof value === 'string' ? [{ name, value }] : [],
  )
}

/** Sign-in pages are told apart by an id in their path. */
function interactionOf(path = ''): string[] {
  const [, id] = /\/(?:interactions?|auth)\/([\w-]{8,})(?:\/|$)/.exec(path) ?? []
  return id === undefined ? [] : [`interaction ${id}`]
}
