import { Signer } from '@fastify/cookie'

/** Signs claims with the lab's key, for one purpose: what is signed for another one is no such token. */
export function signClaims(key: string, purpose: string, claims: object): string {
  const value = `${purpose}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return signerOf(key).sign(value)
}

/** The claims of a token that was signed with the key for this purpose; else undefined. */
export function readClaims(key: string, purpose: string, token: string): unknown {
  const { valid, value } = signerOf(key).unsign(token)
  if (!valid || !value.startsWith(`${purpose}.`)) return undefined
  return JSON.parse(Buffer.from(value.slice(purpose.length + 1), 'base64url').toString())
}

function signerOf(key: string): Signer {
  return new Signer(Buffer.from(key, 'hex'))
}
