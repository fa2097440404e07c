import { decodeBase64Text } from '../har/decode-base64.ts'
import { isDeeperThan } from './json-depth.ts'

export type Json = Readonly<Record<string, unknown>>

/** A JWT that was read, and not verified. */
export interface Jwt {
  header: Json
  claims: Json
}

/** Reads a signed JWT (RFC 7519 §3); nothing for other text, an encrypted one included. */
export function readJwt(text: string): Jwt | undefined {
  if (!text.startsWith('ey')) return undefined
  const parts = text.split('.')
  if (parts.length !== 3) return undefined
  const [header, claims] = [readPart(parts[0]!), readPart(parts[1]!)]
  return header === undefined || claims === undefined ? undefined : { header, claims }
}

function readPart(part: string): Json | undefined {
  const text = decodeBase64Text(part)
  if (text === undefined) return undefined
  try {
    return objectOf(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** How deep the JSON of a message is read. */
const deepest = 100

/** A JSON object; undefined for other values, and for one that is nested too deep to be walked over. */
export function objectOf(json: unknown): Json | undefined {
  return isJsonObject(json) && !isDeeperThan(json, deepest) ? json : undefined
}

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
