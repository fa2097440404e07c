import { expected } from '@oauth-lab/kit/check-detail.ts'
import { decodeJwt } from 'jose'
import type { Exchange } from '../exchange.ts'
import { issuerOf } from '../server.ts'

/** What a token seems to be that this server does not know, in a sentence; nothing of it is verified. */
export function describeUnknownToken({ sandbox }: Exchange, token: string): string {
  const claims = claimsOf(token)
  const issuer = issuerOf(sandbox)
  if (claims?.iss !== undefined && claims.iss !== issuer) {
    return `Another issuer made it. ${expected(issuer, claims.iss)}`
  }
  // Only an access token names its client so (RFC 9068 §2.2).
  if (claims?.iss === issuer && claims['client_id'] === undefined) return 'An ID token was sent.'
  return 'This server issued no such token, or has forgotten it.'
}

function claimsOf(token: string) {
  try {
    return decodeJwt(token)
  } catch {
    return undefined
  }
}
