import type { Json } from '@oauth-lab/explain/exchange/jwt.ts'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { base64url } from 'jose'
import { Broken } from './broken.ts'

/** A signed JWT that was read (RFC 7519 §3), and not verified. */
export interface Token {
  text: string
  header: Json
  claims: Json
  signature: Uint8Array
}

const form = {
  stage: 'Form',
  kind: 'encoding',
  clause: 'RFC 7515 §7.1',
  todo: ['Copy the token again, from its first character to its last.'],
} as const

/** Reads a signed JWT as it must be written. @throws Broken */
export function readToken(pasted: string): Token {
  const text = pasted.trim().replace(/^Bearer\s+/i, '')
  const parts = text.split('.')
  if (parts.length === 5) {
    const reason = 'It has five parts. Only who has the private key reads what is in it.'
    throw new Broken('The token is encrypted', { ...form, clause: 'RFC 7516 §7.1', reason })
  }
  if (parts.length !== 3) {
    const reason = `A signed token has three parts, with dots between them. This one has ${parts.length}.`
    throw new Broken('This is no signed token', { ...form, reason })
  }
  const wrong = /[^\w.-]/.exec(text)
  if (wrong !== null) {
    const at = `${shown(wrong[0])} stands at character ${wrong.index + 1}.`
    const reason = `${at} A token has letters, digits, - and _ only, and no padding.`
    const clause = 'RFC 7515 §2'
    const todo = ['Does the signer write base64? It must write base64url without padding.']
    throw new Broken('The encoding is wrong', {
      ...form,
      clause,
      reason,
      todo: [...form.todo, ...todo],
    })
  }
  const jwt = readJwt(text)
  if (jwt === undefined) {
    const reason = 'The header or the claims are no JSON object.'
    throw new Broken('The encoding is wrong', { ...form, clause: 'RFC 7519 §7.2', reason })
  }
  const { crit } = jwt.header
  if (crit !== undefined) {
    const reason = `The header demands that ${JSON.stringify(crit)} is understood. This page does not.`
    const clause = 'RFC 7515 §4.1.11'
    throw new Broken('The token demands more', { ...form, clause, member: 'crit', reason })
  }
  return { text, ...jwt, signature: signatureOf(parts[2]!) }
}

function signatureOf(part: string): Uint8Array {
  try {
    return base64url.decode(part)
  } catch {
    const reason = 'The signature is no base64url: characters are missing.'
    throw new Broken('The encoding is wrong', { ...form, clause: 'RFC 7515 §2', reason })
  }
}

function shown(character: string): string {
  return /\s/.test(character) ? 'A space or line break' : `“${character}”`
}
