import { claims, joseHeader, keySet } from '../catalogue/claims.ts'
import { formFields } from '../catalogue/form-fields.ts'
import type { Meaning, Meanings } from '../catalogue/meaning.ts'
import type { Vocabulary } from '../catalogue/messages.ts'
import { clientMetadata, resourceMetadata, serverMetadata } from '../catalogue/metadata.ts'
import { parameters } from '../catalogue/parameters.ts'
import { resourceAnswer } from '../catalogue/resource-answer.ts'
import type { Field } from '../exchange/field.ts'
import { isJsonObject, readJwt } from '../exchange/jwt.ts'
import type { Json } from '../exchange/jwt.ts'
import type { Hide } from '../secrets/hide.ts'
import { isSecretMember, isSecretName } from '../secrets/secret-names.ts'
import type { Part } from './part.ts'
import { sayValue } from './say-value.ts'
import type { Around } from './say-value.ts'

export const vocabularies: Readonly<Record<Vocabulary, Meanings>> = {
  parameters,
  claims,
  // A form may carry parameters on.
  formFields: { ...parameters, ...formFields },
  serverMetadata,
  resourceMetadata,
  clientMetadata,
  keySet,
  resourceAnswer,
}

export interface Reading {
  around: Around
  hide: Hide
}

/** The meaning of a name in a vocabulary, if the catalogue has it. */
export function meaningOf(vocabulary: Meanings, name: string): Meaning | undefined {
  if (Object.hasOwn(vocabulary, name)) return vocabulary[name]
  // A language may stand behind the name: `client_name#de` (RFC 7591 §2.2).
  const [plain = ''] = name.split('#', 1)
  return Object.hasOwn(vocabulary, plain) ? vocabulary[plain] : undefined
}

/** Parameters of a query, fragment or form, each explained. */
export function fieldParts(
  place: 'query' | 'fragment' | 'form',
  fields: readonly Field[],
  vocabulary: Meanings,
  reading: Reading,
): Part[] {
  return fields.map(({ name, value }) => part(place, name, value, vocabulary, reading))
}

/** Members of a JSON object, each explained. */
export function memberParts(json: Json, vocabulary: Meanings, reading: Reading): Part[] {
  // What a resource holds is its own, and no part of the protocol.
  const isOwn = vocabulary === resourceAnswer
  return Object.entries(json)
    .filter(([name]) => !isOwn || Object.hasOwn(vocabulary, name))
    .map(([name, value]) => part('JSON', name, value, vocabulary, reading))
}

/** One name and its value. */
export function part(
  place: Part['in'],
  name: string,
  value: unknown,
  vocabulary: Meanings,
  reading: Reading,
): Part {
  const meaning = meaningOf(vocabulary, name)
  const text = typeof value === 'string' ? value : textOf(value, reading.hide)
  const jwt = typeof value === 'string' ? readJwt(value) : undefined
  const hidden = meaning?.secret !== undefined || jwt !== undefined || sounds(meaning, name)
  const says = meaning && sayValue(meaning, value, reading.around)
  const inner =
    jwt === undefined
      ? innerParts(place, name, value, reading)
      : jwtParts(jwt, reading, vocabularyWithin(name))
  return {
    in: place,
    name,
    value: hidden && text !== '' ? reading.hide(text) : text,
    ...(meaning && { means: meaning.means, clause: meaning.clause }),
    ...(says !== undefined && { says }),
    ...(hidden && { secret: meaning?.secret ?? 'token' }),
    ...(inner !== undefined && { parts: inner }),
  }
}

/** JSON whose own secrets are hidden, however deep they stand. */
function textOf(value: unknown, hide: Hide): string {
  return JSON.stringify(value, function (this: unknown, name, one: unknown) {
    const isText = typeof one === 'string' && one !== ''
    return isText && (readJwt(one) !== undefined || isSecretMember(this, name)) ? hide(one) : one
  })
}

/** An unknown name is judged by how it sounds. */
function sounds(meaning: Meaning | undefined, name: string): boolean {
  return meaning === undefined && isSecretName(name)
}

/** A JWT that is a request or a response holds its parameters as claims (RFC 9101 §4). */
const parameterClaims: Meanings = { ...claims, ...parameters, iss: claims.iss }

function vocabularyWithin(name: string): Meanings {
  return name === 'request' || name === 'response' ? parameterClaims : claims
}

/** Header and claims of a JWT. */
export function jwtParts(
  jwt: { header: Json; claims: Json },
  reading: Reading,
  vocabulary: Meanings = claims,
): Part[] {
  const { header } = jwt
  const within = { ...reading, around: { ...reading.around, alg: header['alg'] } }
  return [
    ...Object.entries(header).map(([name, value]) =>
      part('JWT header', name, value, joseHeader, within),
    ),
    ...Object.entries(jwt.claims).map(([name, value]) =>
      part('claim', name, value, vocabulary, within),
    ),
  ]
}

/** The keys of a key set are explained one by one. */
function innerParts(
  place: Part['in'],
  name: string,
  value: unknown,
  reading: Reading,
): Part[] | undefined {
  if (place !== 'JSON' || name !== 'keys' || !Array.isArray(value)) return undefined
  return value.filter(isJsonObject).flatMap((key) => memberParts(key, keySet, reading))
}
