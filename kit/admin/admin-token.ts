import { createHmac } from 'node:crypto'
import type { Administration } from './administration.ts'
import { readClaims, signClaims } from './signed-claims.ts'

/** Seconds that an administrator's token lives, in real time: moving a lab's clock locks nobody out. */
export const adminTokenLifetime = 12 * 3600

const purpose = 'lab-admin'

export interface AdminClaims {
  username: string
  /** The one for which it is good; absent: all of them. */
  sandbox?: TokenSandbox
  origin: string
  /** Milliseconds. */
  expiresAt: number
  /** See {@link versionOf}. */
  version: string
}

/** The sandbox at which somebody signed in; its end tells it from another one of its id. */
export interface TokenSandbox {
  id: string
  /** Milliseconds. */
  expiresAt: number | null
}

/**
 * Makes an administrator's token, good at any instance as long as control says so.
 * @param signOuts the sign-outs of this administrator so far, for the token of a sign-in; without it
 *   no sign-out ends the token: that is for whoever holds the lab's key, such as the command line
 * @param sandbox the one for which it is good; for the whole lab unless told
 */
export function createAdminToken(
  administration: Administration,
  origin: string,
  signOuts?: string,
  sandbox?: TokenSandbox,
): string {
  const { key, username } = administration
  const claims: AdminClaims = {
    username,
    ...(sandbox && { sandbox }),
    origin,
    expiresAt: Date.now() + adminTokenLifetime * 1000,
    version: versionOf(administration, signOuts),
  }
  return signClaims(key, purpose, claims)
}

/** A token's claims, or undefined when it was not made here, or for another sandbox, or has expired. Only control knows whether its version holds. */
export function readAdminToken(
  key: string,
  origin: string,
  token: string,
  sandbox: string,
): AdminClaims | undefined {
  const claims = readClaims(key, purpose, token) as AdminClaims | undefined
  if (claims?.origin !== origin || claims.expiresAt <= Date.now()) return undefined
  return claims.sandbox === undefined || claims.sandbox.id === sandbox ? claims : undefined
}

/** What ends with the password, and with a sign-out where these are counted. It tells the password to nobody without the key. */
export function versionOf({ key, username, password }: Administration, signOuts?: string): string {
  const text = JSON.stringify(['password of an administrator', username, password])
  const ofPassword = createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('base64url')
  return signOuts === undefined ? ofPassword : `${ofPassword}.${signOuts}`
}
