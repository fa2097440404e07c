import { base64url } from 'jose'
import { dateBesideClock, expected } from '@oauth-lab/kit/check-detail.ts'
import type { Clock } from '@oauth-lab/kit/clock.ts'
import type { Decoded } from './decode.ts'
import { finding, unneeded } from './finding.ts'
import type { Finding } from './finding.ts'

export interface IdTokenContext {
  issuer: string
  clientId: string
  subject: string
  /** What the authorization request carried. */
  nonce: string
  /** Whether it came with a refresh. */
  refreshed: boolean
  accessToken: string
  /** Whether the ID token came together with that access token. */
  paired: boolean
  clock: Clock
}

const clause = 'OpenID Connect Core §3.1.3.7'

/**
 * What OpenID Connect Core §3.1.3.7 asks of a client, told claim by claim. The signature is another
 * finding. Reads nothing from the network and throws nothing.
 */
export async function verifyIdToken(decoded: Decoded, context: IdTokenContext): Promise<Finding[]> {
  if (decoded.opaque) {
    return [
      finding(clause, false, { held: 'The ID token is a JWT.', broken: 'The ID token is no JWT.' }),
    ]
  }
  const { claims } = decoded
  const { issuer, clientId, subject, nonce, refreshed, clock } = context
  const audiences = [claims.aud].flat()
  return [
    finding(clause, claims.iss === issuer, {
      held: '`iss` is the issuer that was asked.',
      broken: '`iss` is not the issuer that was asked.',
      detail: expected(issuer, claims.iss),
    }),
    finding(clause, audiences.includes(clientId), {
      held: '`aud` is this application.',
      broken: '`aud` is not this application.',
      detail: expected(clientId, claims.aud),
    }),
    authorizedParty(claims['azp'], audiences, clientId),
    finding(clause, typeof claims.exp === 'number' && claims.exp > clock.seconds(), {
      held: '`exp` has not passed.',
      broken: '`exp` has passed.',
      detail: `${dateBesideClock('It ended', claims.exp, clock)} It was good when this page accepted it.`,
    }),
    claims['nonce'] === undefined && refreshed
      ? unneeded('OpenID Connect Core §12.2', '`nonce`: a refreshed ID token need not carry it.')
      : finding(clause, claims['nonce'] === nonce, {
          held: '`nonce` is the one that this page sent.',
          broken: '`nonce` is not the one that this page sent.',
          detail: expected(nonce, claims['nonce']),
        }),
    finding('OpenID Connect Core §12.2', claims.sub === subject, {
      held: '`sub` is the person who signed in.',
      broken: '`sub` is not the person who signed in.',
      detail: expected(subject, claims.sub),
    }),
    await accessTokenHash(decoded, context),
  ]
}

function authorizedParty(azp: unknown, audiences: unknown[], clientId: string): Finding {
  return azp === undefined && audiences.length === 1
    ? unneeded(clause, '`azp`: there is one audience.')
    : finding(clause, azp === clientId, {
        held: '`azp` is this application.',
        broken: '`azp` is not this application.',
        detail: expected(clientId, azp),
      })
}

async function accessTokenHash(
  { header, claims }: Exclude<Decoded, { opaque: true }>,
  { accessToken, paired }: IdTokenContext,
): Promise<Finding> {
  const clause = 'OpenID Connect Core §3.1.3.8'
  if (!paired) return unneeded(clause, '`at_hash`: the access token has been renewed since.')
  const hash = claims['at_hash']
  if (hash === undefined) return unneeded(clause, '`at_hash`: it may be left out in the code flow.')
  const wanted = await leftHalfHash(header.alg ?? '', accessToken)
  return finding(clause, hash === wanted, {
    held: '`at_hash` fits the access token.',
    broken: '`at_hash` does not fit the access token.',
    detail: expected(wanted ?? 'none', hash),
  })
}

/** The left half of the token's hash, by the hash of the signature's algorithm (OpenID Connect Core §3.1.3.6). */
export async function leftHalfHash(alg: string, token: string): Promise<string | undefined> {
  const size = alg.startsWith('Ed') ? '512' : alg.slice(-3)
  if (!['256', '384', '512'].includes(size)) return undefined
  const digest = await crypto.subtle.digest(`SHA-${size}`, new TextEncoder().encode(token))
  return base64url.encode(new Uint8Array(digest, 0, digest.byteLength / 2))
}
