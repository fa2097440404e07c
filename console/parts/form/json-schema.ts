/** What the forms read of a JSON schema (2020-12), as the APIs describe their documents. */
export interface JsonSchema {
  type?: string
  description?: string
  /** Of the lab: the clause that a member follows. */
  clause?: string
  default?: unknown
  enum?: readonly string[]
  items?: JsonSchema
  properties?: Record<string, JsonSchema>
  additionalProperties?: JsonSchema | boolean
  anyOf?: readonly JsonSchema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
}

export type FieldKind =
  | 'flag'
  | 'choice'
  | 'choices'
  | 'number'
  | 'text'
  | 'texts'
  | 'map'
  | 'members'
  | 'json'

/** A schema without the null that takes a member away. */
export function withoutNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...others } = schema
  const rest = anyOf?.filter(({ type }) => type !== 'null') ?? []
  return rest.length === 1 && rest.length < anyOf!.length ? { ...others, ...rest[0] } : schema
}

/** How a member is edited; what has no field of its own, or takes members that it does not name, is edited as JSON. */
export function kindOf(schema: JsonSchema): FieldKind {
  const { type, items, properties, additionalProperties } = schema
  if (schema.enum !== undefined) return 'choice'
  if (type === 'boolean') return 'flag'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'string') return 'text'
  if (type === 'array' && items?.enum !== undefined) return 'choices'
  if (type === 'array' && items?.type === 'string') return 'texts'
  const takesOthers = typeof additionalProperties === 'object' && properties !== undefined
  if (type === 'object' && properties !== undefined && !takesOthers) return 'members'
  const isMap = typeof additionalProperties === 'object' && additionalProperties.type === 'string'
  return type === 'object' && isMap ? 'map' : 'json'
}

/** What is wrong with a value by its schema alone; the server knows more. */
export function problemOf(schema: JsonSchema, value: unknown): string | undefined {
  if (typeof value === 'number') {
    const { minimum = -Infinity, maximum = Infinity, type } = schema
    if (Number.isNaN(value)) return 'This is no number.'
    if (type === 'integer' && !Number.isInteger(value)) return 'This is no whole number.'
    return value < minimum || value > maximum ? `Say ${minimum} to ${maximum}.` : undefined
  }
  if (typeof value === 'string') {
    const { minLength = 0, maxLength = Infinity, pattern } = schema
    if (value.length < minLength) return 'This is empty.'
    if (value.length > maxLength) return `This is longer than ${maxLength} characters.`
    const fits = pattern === undefined || new RegExp(pattern, 'u').test(value)
    return fits ? undefined : 'A character stands here that may not.'
  }
  return undefined
}

const acronyms =
  'ACR CORS DN DNS DPoP HTTP ID IP JWKS JWT PKCE SAN TLS TOS URI URIs UserInfo'.split(' ')
const bySmall = new Map(acronyms.map((one) => [one.toLowerCase(), one]))

/** A member's name in words: `redirect_uris` is "Redirect URIs". */
export function labelOf(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[ _]/)
    .map((word) => bySmall.get(word.toLowerCase()) ?? word.toLowerCase())
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
