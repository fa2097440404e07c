import type { JWK } from 'jose'
import { decodeBase64 } from '@oauth-lab/explain/har/decode-base64.ts'
import { isJsonObject } from '@oauth-lab/explain/exchange/jwt.ts'
import type { Json } from '@oauth-lab/explain/exchange/jwt.ts'
import { parseJson } from '../../parts/parse-json.ts'

/** What was pasted, by its form alone. */
export type Pasted =
  /** A token, or text that is taken for one. */
  | { kind: 'token'; text: string }
  /** An answer with tokens in it (RFC 6749 §5.1). */
  | { kind: 'answer'; tokens: readonly Named[] }
  | { kind: 'keys'; keys: readonly JWK[]; isSet: boolean }
  /** Certificates in DER, the one that is meant first. */
  | { kind: 'certificates'; chain: readonly Uint8Array<ArrayBuffer>[]; form: Form }
  | { kind: 'address'; url: URL }
  /** A private key, which is not read. */
  | { kind: 'private key' }
  | { kind: 'wrong'; title: string; reason: string; clause: string; todo: readonly string[] }

export type Form = 'PEM' | 'DER in base64' | 'x5c'

/** A token with the name under which it was found. */
export interface Named {
  name: string
  token: string
}

/** Says what a text is: token, key, set of keys, certificate, address. Nothing is verified. */
export function recognise(text: string): Pasted {
  if (text.includes('-----BEGIN ')) return recognisePem(text)
  if (/^[[{]/.test(text)) return recogniseJson(text)
  if (/^https?:\/\/\S+$/i.test(text)) {
    const url = URL.parse(text)
    return url === null ? noAddress : { kind: 'address', url }
  }
  return recogniseDer(text) ?? { kind: 'token', text }
}

/** How it is called in "Read as: …". */
export function nameOf(pasted: Pasted): string {
  switch (pasted.kind) {
    case 'token':
      return tokenName(pasted.text)
    case 'answer':
      return 'answer with tokens in it'
    case 'keys':
      return pasted.isSet ? 'set of keys (JWKS)' : 'key (JWK)'
    case 'certificates':
      return `${pasted.chain.length > 1 ? 'chain of certificates' : 'certificate'}, ${pasted.form}`
    case 'address':
      return 'address'
    case 'private key':
      return 'private key, which was not read'
    default: // wrong
      return 'something that is broken'
  }
}

function tokenName(text: string): string {
  const token = text.replace(/^Bearer\s+/i, '')
  const parts = token.startsWith('ey') ? token.split('.').length : 0
  return { 3: 'signed JWT', 5: 'encrypted JWT' }[parts] ?? 'text that is no JWT'
}

function recognisePem(text: string): Pasted {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return { kind: 'private key' }
  const blocks = [
    ...text.matchAll(/-----BEGIN CERTIFICATE-----([^-]*)-----END CERTIFICATE-----/g),
  ].map(([, block]) => decodeBase64(block!))
  const begun = text.match(/-----BEGIN CERTIFICATE-----/g)?.length ?? 0
  if (begun === 0) {
    const [, what] = /-----BEGIN ([^-]*)-----/.exec(text) ?? []
    return wrong(`This is no certificate, but a ${what?.toLowerCase()}`, 'RFC 7468 §5.1', [
      'Give a public key as a JWK, or the certificate that holds it.',
    ])
  }
  const chain = blocks.filter((block) => block !== undefined)
  if (chain.length < begun) {
    return wrong('The PEM is broken', 'RFC 7468 §3', [
      'Copy it again, from the first line to the last: both belong to it.',
      'Between them stand letters, digits, + / and = only.',
    ])
  }
  return { kind: 'certificates', chain, form: 'PEM' }
}

/** A certificate without its frame: base64 of a DER sequence, which begins with the byte 30. */
function recogniseDer(text: string): Pasted | undefined {
  const der = /^MI[\w+/=\s-]{100,}$/.test(text) ? decodeBase64(text) : undefined
  return der && { kind: 'certificates', chain: [der], form: 'DER in base64' }
}

function recogniseJson(text: string): Pasted {
  const json = parseJson(text)
  if (json === undefined) {
    return wrong('The JSON is broken', 'RFC 8259 §2', [
      'Copy it again, from the first bracket to the last.',
    ])
  }
  if (Array.isArray(json)) return recogniseChain(json)
  if (!isJsonObject(json)) return noKey
  const { keys, kty, x5c } = json
  if (Array.isArray(keys)) {
    return keys.every(isJsonObject) ? { kind: 'keys', keys, isSet: true } : noKey
  }
  if (kty !== undefined) return { kind: 'keys', keys: [json], isSet: false }
  if (Array.isArray(x5c)) return recogniseChain(x5c)
  const tokens = tokensIn(json)
  return tokens.length > 0 ? { kind: 'answer', tokens } : noKey
}

/** `x5c`: certificates in base64, not base64url (RFC 7515 §4.1.6). */
function recogniseChain(list: readonly unknown[]): Pasted {
  const isBase64 = (one: unknown) => typeof one === 'string' && /^[A-Za-z0-9+/\s]+=*$/.test(one)
  const chain = list.flatMap((one) => (isBase64(one) ? [decodeBase64(one as string)] : [undefined]))
  const whole = chain.filter((one) => one !== undefined)
  if (whole.length > 0 && whole.length === list.length) {
    return { kind: 'certificates', chain: whole, form: 'x5c' }
  }
  return wrong('This is no chain of certificates', 'RFC 7515 §4.1.6', [
    'x5c is an array of strings: each a certificate in base64, with + and /, not base64url.',
  ])
}

/** Members that are named as tokens. */
function tokensIn(json: Json): Named[] {
  return ['access_token', 'id_token', 'refresh_token', 'logout_token'].flatMap((name) => {
    const token = json[name]
    return typeof token === 'string' ? [{ name, token }] : []
  })
}

function wrong(title: string, clause: string, todo: readonly string[]): Pasted {
  return { kind: 'wrong', title, reason: 'It cannot be read as it stands.', clause, todo }
}

const noAddress = wrong('This is no address', 'RFC 3986 §3', [
  'Copy it again; it begins with https:// and has no blanks.',
])

const noKey = wrong('This JSON is no key, and holds no token', 'RFC 7517 §4.1', [
  'A key has the member kty, a set of keys the member keys with a list of such objects.',
  'An answer of a token endpoint has access_token.',
])
