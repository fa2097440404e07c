import { parseJson } from '../parts/parse-json.ts'
import { assertionPlace, assertionType } from './client-assertion.ts'
import type { Kind, Metadata, Parameter } from './kinds.ts'

/** Values by the names of their parameters; what stands under no parameter belongs to the client. */
export type Values = Readonly<Record<string, string>>

/** How the client shows who it is (RFC 6749 §2.3, RFC 7523 §2.2). */
export type Method = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
export const methods: readonly Method[] = [
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
  'none',
]

/** Under which name the client's private key is kept, a JWK. It is sent nowhere. */
export const keyName = 'client_key'

/** A request as it is sent. */
export interface Composed {
  method: string
  /** Without its query. */
  address: string
  query: string
  headers: readonly (readonly [string, string])[]
  body: string
}

export interface Wanted {
  kind: Kind
  metadata: Metadata
  /** Where the metadata are. */
  metadataUrl: string
  /** The lab's protected resource. */
  resource: string
  values: Values
  clientMethod: Method
  /** Parameters besides those of the kind. */
  extra: readonly (readonly [string, string])[]
}

/** The request that the values make. An empty value is not sent. */
export function compose(wanted: Wanted): Composed {
  const { kind, values, clientMethod } = wanted
  const parameters = parametersOf(wanted)
  const isForm = kind.method === 'POST' && !kind.isJson
  const headers: [string, string][] = [['accept', kind.isFront ? 'text/html' : 'application/json']]
  if (isForm) headers.push(['content-type', 'application/x-www-form-urlencoded'])
  if (kind.isJson) headers.push(['content-type', 'application/json'])
  const { client_id: id = '', client_secret: secret = '', access_token: token = '' } = values
  if (kind.authenticates && clientMethod === 'client_secret_basic' && id !== '') {
    // RFC 6749 §2.3.1: both are encoded as in a form, then joined.
    headers.push(['authorization', `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}`])
  }
  if (kind.bearer) headers.push(['authorization', `Bearer ${token || '{access_token}'}`])
  const text = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString()
  return {
    method: kind.method,
    address: addressOf(wanted),
    query: isForm || kind.isJson ? '' : text,
    headers,
    body: kind.isJson ? JSON.stringify(documentOf(wanted)) : isForm ? text : '',
  }
}

/** The parameters as the members of a document. */
function documentOf({ kind, values, extra }: Wanted): Record<string, unknown> {
  const own = kind.parameters.flatMap((parameter) => {
    const value = valueOf(parameter, values)
    return value === '' ? [] : [[parameter.name, memberOf(parameter, value)] as const]
  })
  return Object.fromEntries([...own, ...extra.filter(([name]) => name !== '')])
}

function memberOf({ as }: Parameter, value: string): unknown {
  if (as === 'words') return value.split(' ').filter(Boolean)
  if (as === 'list') return [value]
  return as === 'json' ? (parseJson(value) ?? value) : value
}

/** Where a request goes, its query included. */
export function urlOf({ address, query }: Composed): string {
  return query === '' ? address : `${address}?${query}`
}

/** Names and values that are sent, in order; `client_id` and secret where they stand in the form. */
export function parametersOf(wanted: Wanted): (readonly [string, string])[] {
  const { kind, values, clientMethod, extra } = wanted
  const { client_id: id = '', client_secret: secret = '' } = values
  const own = kind.parameters.flatMap((parameter) => {
    const value = valueOf(parameter, values)
    const isInHeader = parameter.name === 'client_id' && kind.authenticates
    return value === '' || isInHeader ? [] : [[parameter.name, value] as const]
  })
  const inForm = kind.authenticates && clientMethod !== 'client_secret_basic' && id !== ''
  return [
    ...own,
    ...(inForm ? [['client_id', id] as const] : []),
    ...(inForm && clientMethod === 'client_secret_post'
      ? [['client_secret', secret] as const]
      : []),
    ...(inForm && clientMethod === 'private_key_jwt'
      ? [
          ['client_assertion_type', assertionType] as const,
          ['client_assertion', assertionPlace] as const,
        ]
      : []),
    // RFC 9126 §2.1: the client stands among the parameters however it authenticates.
    ...(kind.message === 'pushed authorization request' && !inForm && id !== ''
      ? [['client_id', id] as const]
      : []),
    ...extra.filter(([name]) => name !== ''),
  ]
}

/** The value of a parameter: fixed, or as it is kept. */
export function valueOf({ name, fixed, keptAs = name }: Parameter, values: Values): string {
  return fixed ?? values[keptAs] ?? ''
}

/** What is required and empty. */
export function gapsIn({ kind, values, clientMethod }: Wanted): string[] {
  const gaps = kind.parameters
    .filter(({ need }) => need === 'required')
    .filter((parameter) => valueOf(parameter, values) === '')
    .map(({ name }) => name)
  const client = kind.authenticates && !values['client_id'] ? ['client_id'] : []
  const isSecret = kind.authenticates && clientMethod.startsWith('client_secret')
  const isKey = kind.authenticates && clientMethod === 'private_key_jwt'
  return [
    ...new Set([
      // With request_uri all else was pushed before (RFC 9126 §4).
      ...(values['request_uri'] && kind.message === 'authorization request'
        ? gaps.filter((name) => name === 'client_id')
        : gaps),
      ...client,
      ...(isSecret && !values['client_secret'] ? ['client_secret'] : []),
      ...(isKey && !values[keyName] ? ['private key'] : []),
      ...(kind.bearer && !values['access_token'] ? ['access_token'] : []),
    ]),
  ]
}

function addressOf({ kind: { endpoint }, metadata, metadataUrl, resource }: Wanted): string {
  if (endpoint === 'metadata') return metadataUrl
  return endpoint === 'resource' ? resource : String(metadata[endpoint])
}

function encoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
