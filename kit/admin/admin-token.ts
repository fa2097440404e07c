import { Signer } from '@fastify/cookie'

/** Seconds that an administrator's token lives, in real time: moving a lab's clock locks nobody out. */
export const adminTokenLifetime = 12 * 3600

/** Before every token, so that nothing else that the key may have signed is one. */
const purpose = 'lab-admin.'

interface Claims {
  username: string
  origin: string
  /** Milliseconds. */
  expiresAt: number
}

/** Makes the token with which an administrator, or the control service, talks to any instance. */
export function createAdminToken(key: string, origin: string, username: string): string {
  const expiresAt = Date.now() + adminTokenLifetime * 1000
  const claims: Claims = { username, origin, expiresAt }
  return signerOf(key).sign(purpose + Buffer.from(JSON.stringify(claims)).toString('base64url'))
}

/** The administrator's name, or undefined when the token is not good here. */
export function verifyAdminToken(key: string, origin: string, token: string): string | undefined {
  const { valid, value } = signerOf(key).unsign(token)
  if (!valid || !value.startsWith(purpose)) return undefined
  const text = Buffer.from(value.slice(purpose.length), 'base64url').toString()
  const claims = JSON.parse(text) as Claims
  return claims.origin === origin && claims.expiresAt > Date.now() ? claims.username : undefined
}

function signerOf(key: string): Signer {
  return new Signer(Buffer.from(key, 'hex'))
}
