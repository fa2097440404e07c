import { isSeeded } from '@oauth-lab/kit/is-seeded.ts'
import { letPass } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import { describeKey } from '../debug-log/describe.ts'
import type { Exchange } from '../exchange.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import { allowedAlgorithms } from '../signatures/allowed-algorithms.ts'
import { encryptionOf, encryptTo } from './encrypt-jwt.ts'
import type { SignedClaims } from './signing-keys.ts'

/** What the server says by a JWT; it rules who chooses the signature. */
export type JwtUse =
  | 'access token'
  | 'ID token'
  | 'authorization response'
  | 'UserInfo answer'
  | 'introspection answer'
  | 'logout token'

/** The member of the client metadata that chooses the algorithm. */
export const chosenBy = {
  'access token': undefined,
  'ID token': 'id_token_signed_response_alg',
  'authorization response': 'authorization_signed_response_alg',
  'UserInfo answer': 'userinfo_signed_response_alg',
  'introspection answer': 'introspection_signed_response_alg',
  // By the keys of ID tokens (OpenID Connect Back-Channel Logout §2.4).
  'logout token': 'id_token_signed_response_alg',
} as const satisfies Record<JwtUse, string | undefined>

/** What a specification says where the client chose none; otherwise it is the server's setting. */
const usual: Partial<Record<JwtUse, SigningAlgorithm>> = {
  // JARM §3
  'authorization response': 'RS256',
  // RFC 9701 §6
  'introspection answer': 'RS256',
}

export interface Jwt {
  use: JwtUse
  /** The header's type (RFC 7519 §5.1, RFC 8725 §3.11). */
  typ: string
  /** To whom it is issued. */
  client: Client
  claims: SignedClaims
  /** Header parameters that a hook adds. */
  header?: Readonly<Record<string, unknown>> | undefined
}

/**
 * Makes a JWT: every one of the server is made here, signed with the key in force, and then encrypted where
 * the client wants that (RFC 7519 §11.2). A key that follows from a seed is told as a leniency.
 */
export async function produceJwt(
  exchange: Exchange,
  { use, typ, client, claims, header }: Jwt,
): Promise<string> {
  const { server, sandbox, debug } = exchange
  if (isSeeded(sandbox)) {
    letPass(exchange, 'signing-key.secret', `Who knows the seed can make any ${use}.`)
  }
  const algorithm = signatureOf(exchange, use, client)
  const { signingKeyLifetime } = exchange.configuration
  if (signingKeyLifetime > 0) await server.keys.rotateDue(sandbox, algorithm, signingKeyLifetime)
  const jwt = await server.keys.sign(sandbox, algorithm, typ, claims, header)
  debug?.step('key', describeKey(use, jwt))
  if (use === 'access token') return jwt
  const encryption = encryptionOf(use, client.metadata)
  if (encryption === undefined) return jwt
  debug?.step('encryption', `of the ${use} to the client by ${encryption.alg}, ${encryption.enc}`)
  // Whose logout token it is can be told before it is decrypted (OpenID Connect Back-Channel Logout §2.4).
  const { iss } = claims
  const origin = use === 'logout token' && typeof iss === 'string' ? { iss } : {}
  return encryptTo(exchange, client, jwt, { ...encryption, typ, cty: 'JWT', ...origin })
}

/**
 * The algorithm of a JWT: but for access tokens it is the client's choice (OpenID Connect Registration §2), where
 * server and profile allow that.
 */
export function signatureOf(
  exchange: Pick<Exchange, 'configuration'>,
  use: JwtUse,
  client: Pick<Client, 'metadata'>,
): SigningAlgorithm {
  const { configuration } = withProfileOf(exchange, client)
  const member = chosenBy[use]
  const wished = [member && client.metadata[member], usual[use]].filter((one) => one !== undefined)
  const [first] = allowedAlgorithms(configuration, wished)
  return first ?? configuration.signingAlgorithm
}
