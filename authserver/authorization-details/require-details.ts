import { shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { readDetails } from './authorization-detail.ts'
import type { AuthorizationDetail } from './authorization-detail.ts'
import { narrowed } from './narrow.ts'
import { faultOf } from './type-schema.ts'
import type { DetailFault } from './type-schema.ts'

/** What a request asks for in detail, each of a known type and as its schema has it (RFC 9396 §2, §5): none where it names none. */
export function requireDetails(
  exchange: Exchange,
  text: string | undefined,
  client: Client,
): AuthorizationDetail[] {
  if (text === undefined) return []
  const details = requireForm(exchange, text)
  requireKnownTypes(exchange, details)
  requireRegisteredTypes(exchange, details, client)
  requireSchemas(exchange, details)
  return details
}

/**
 * What a token of a grant is to have: at most what was granted, all of it where nothing is named (RFC 9396
 * §6, §7). What is left out of an object is as it was granted.
 */
export function requireGrantedDetails(
  exchange: Exchange,
  text: string | undefined,
  granted: readonly AuthorizationDetail[],
): readonly AuthorizationDetail[] {
  if (text === undefined) return granted
  const details = requireForm(exchange, text).map((asked, at) => {
    const found = granted.flatMap((one) => narrowed(one, asked) ?? [])[0]
    requireThat(exchange, 'authorization-details.granted', found !== undefined, () => {
      return `Not granted: number ${at + 1}, ${shown(asked.type)}. Granted: ${shownList(typesOf(granted), ', ')}.`
    })
    return found
  })
  // As they are now: a type that the configuration lost since is not granted again.
  requireKnownTypes(exchange, details)
  requireSchemas(exchange, details)
  return details
}

/** Refuses them where a grant type's tokens have none. */
export function refuseDetails(exchange: Exchange, text: string | undefined): void {
  requireThat(exchange, 'authorization-details.grant-type', text === undefined)
}

function requireForm(exchange: Exchange, text: string): AuthorizationDetail[] {
  const details = readDetails(text)
  requireThat(exchange, 'authorization-details.form', details)
  return details
}

function requireKnownTypes(exchange: Exchange, details: readonly AuthorizationDetail[]): void {
  const { authorizationDetailsTypes: known } = exchange.configuration
  const unknown = typesOf(details).filter((type) => !Object.hasOwn(known, type))
  requireThat(
    exchange,
    'authorization-details.type-known',
    unknown.length === 0,
    () => `Not known: ${shownList(unknown, ', ')}. Known: ${shownList(Object.keys(known), ', ')}.`,
  )
}

function requireRegisteredTypes(
  exchange: Exchange,
  details: readonly AuthorizationDetail[],
  { metadata: { authorization_details_types: registered } }: Client,
): void {
  const others = typesOf(details).filter((type) => registered?.includes(type) === false)
  requireThat(
    exchange,
    'authorization-details.type-registered',
    others.length === 0,
    () =>
      `Not registered: ${shownList(others, ', ')}. Registered: ${shownList(registered ?? [], ', ')}.`,
  )
}

function requireSchemas(exchange: Exchange, details: readonly AuthorizationDetail[]): void {
  const { authorizationDetailsTypes: known } = exchange.configuration
  for (const [at, detail] of details.entries()) {
    const fault = faultOf(detail, known[detail.type]!.schema)
    const where = () =>
      `Number ${at + 1}, ${shown(detail.type)}: ${shown(fault?.member)} ${fault?.says}.`
    const isNot = (kind: DetailFault['kind']) => fault?.kind !== kind
    requireThat(exchange, 'authorization-details.fields-known', isNot('unknown'), where)
    requireThat(exchange, 'authorization-details.fields-present', isNot('missing'), where)
    requireThat(exchange, 'authorization-details.fields-typed', isNot('mistyped'), where)
    requireThat(exchange, 'authorization-details.values-valid', isNot('invalid'), where)
  }
}

function typesOf(details: readonly AuthorizationDetail[]): string[] {
  return [...new Set(details.map(({ type }) => type))]
}
