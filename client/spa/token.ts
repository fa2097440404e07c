import { decodeJwt, decodeProtectedHeader } from 'jose'

/** A JWT as it can be read without any key; nothing in it is verified. */
export type Decoded = { header: Record<string, unknown>; claims: Record<string, unknown> }

/** Decodes a JWT, or answers null for an opaque token. */
export const decode = (token: string): Decoded | null => {
  try {
    return { header: { ...decodeProtectedHeader(token) }, claims: decodeJwt(token) }
  } catch {
    return null
  }
}

/** Seconds since 1970 as `2026-03-14 09:21:34 UTC`. */
export const utc = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Seconds as `1 h 5 min`, `9 min 41 s` or `41 s`; negative ones without their sign. */
export const duration = (seconds: number): string => {
  const s = Math.abs(Math.round(seconds))
  if (s >= 3600) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`
  if (s >= 60) return `${Math.floor(s / 60)} min ${s % 60} s`
  return `${s} s`
}

const dated: Record<string, string> = {
  iat: 'issued',
  exp: 'ends',
  nbf: 'not before',
  auth_time: 'signed in',
}

const plain: Record<string, string> = {
  iss: 'issued by the authorization server',
  client_id: 'given to this application',
  azp: 'given to this application',
  jti: 'this token alone',
  at_hash: 'ties it to the access token',
  sid: 'the session at the authorization server',
  acr: 'how strong the sign-in was',
  amr: 'how you proved who you are',
  'my-property': 'of the example hooks of the lab',
  'other-property': 'of the example hooks of the lab',
}

/** What a claim means, in words, or nothing for a claim that the lab does not know. `who` is the signed-in person. */
export const meaning = (
  kind: 'access' | 'id',
  claim: string,
  value: unknown,
  who: string,
): string | undefined => {
  if (typeof value === 'number' && dated[claim]) return `${dated[claim]} ${utc(value)}`
  if (claim === 'aud')
    return kind === 'id' ? 'for this application only' : 'for the resource server only'
  if (claim === 'sub') return kind === 'id' ? `stands for ${who}` : `about ${who}`
  if (claim === 'scope') return `what ${who} allowed`
  if (claim === 'nonce') return 'made by this page for one sign-in'
  return plain[claim]
}
