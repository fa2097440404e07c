import { createHash } from 'node:crypto'
import type { Decoded } from './decode.ts'
import { finding, found, unneeded } from './finding.ts'
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
  /** Seconds, on the sandbox's clock. */
  now: number
}

const clause = 'OpenID Connect Core §3.1.3.7'

/**
 * What OpenID Connect Core §3.1.3.7 asks of a client, told claim by claim; the signature is a finding
 * of its own. Reads nothing from the network and throws nothing.
 */
export function verifyIdToken(decoded: Decoded, context: IdTokenContext): Finding[] {
  if (decoded.opaque) return [finding(clause, 'The ID token is a JWT.', false)]
  const { claims } = decoded
  const { issuer, clientId, subject, nonce, refreshed, now } = context
  const audiences = [claims.aud].flat()
  return [
    finding(
      clause,
      '`iss` is the issuer that was asked.',
      claims.iss === issuer,
      found(claims.iss),
    ),
    finding(clause, '`aud` is this application.', audiences.includes(clientId), found(claims.aud)),
    authorizedParty(claims['azp'], audiences, clientId),
    finding(
      clause,
      '`exp` has not passed.',
      typeof claims.exp === 'number' && claims.exp > now,
      `${found(claims.exp)} It was good when this page accepted it.`,
    ),
    claims['nonce'] === undefined && refreshed
      ? unneeded('OpenID Connect Core §12.2', '`nonce`: a refreshed ID token need not carry it.')
      : finding(
          clause,
          '`nonce` is the one that this page sent.',
          claims['nonce'] === nonce,
          found(claims['nonce']),
        ),
    finding(
      'OpenID Connect Core §12.2',
      '`sub` is the person who signed in.',
      claims.sub === subject,
      found(claims.sub),
    ),
    accessTokenHash(decoded, context),
  ]
}

function authorizedParty(azp: unknown, audiences: unknown[], clientId: string): Finding {
  return azp === undefined && audiences.length === 1
    ? unneeded(clause, '`azp`: there is one audience.')
    : finding(clause, '`azp` is this application.', azp === clientId, found(azp))
}

function accessTokenHash(
  { header, claims }: Exclude<Decoded, { opaque: true }>,
  { accessToken, paired }: IdTokenContext,
): Finding {
  const clause = 'OpenID Connect Core §3.1.3.8'
  if (!paired) return unneeded(clause, '`at_hash`: the access token has been renewed since.')
  const hash = claims['at_hash']
  if (hash === undefined) return unneeded(clause, '`at_hash`: it may be left out in the code flow.')
  const wanted = leftHalfHash(header.alg ?? '', accessToken)
  return finding(clause, '`at_hash` fits the access token.', hash === wanted, found(hash))
}

/** The left half of the token's hash, by the hash of the signature's algorithm (OpenID Connect Core §3.1.3.6). */
export function leftHalfHash(alg: string, token: string): string | undefined {
  const size = alg.startsWith('Ed') ? '512' : alg.slice(-3)
  if (!['256', '384', '512'].includes(size)) return undefined
  const digest = createHash(`sha${size}`).update(token).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}
