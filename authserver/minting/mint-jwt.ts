import { createHmac, createPublicKey } from 'node:crypto'
import type { TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { encode, signAtOnce } from '../keys/sign-jwt.ts'
import type { SigningKey } from '../keys/sign-jwt.ts'

type Members = Record<string, unknown>

/** A JWT that is asked for without a flow, right or wrong. */
export interface WantedJwt {
  /** Of the key, unless the header asks for one that the server has. */
  algorithm: SigningAlgorithm
  /** What the header has besides `alg` and `kid`. */
  head: Members
  claims: Members
  /** Header parameters to set besides; null takes one away. */
  header: Members
  signedBy: NonNullable<TokenDocument['signedBy']>
  /** Seconds: until then a key that signed it stays published. */
  exp: number
}

/** Makes a JWT whose header, claims and signature are what an administrator asks for. */
export async function mintJwt(
  { server, sandbox }: Pick<Exchange, 'server' | 'sandbox'>,
  { algorithm: usual, head, claims, header: asked, signedBy, exp }: WantedJwt,
): Promise<{ token: string; header: Members }> {
  const algorithm = known(asked['alg']) ?? usual
  const key =
    signedBy === 'unpublished'
      ? await server.keys.unpublished(sandbox, algorithm)
      : await server.keys.keyFor(sandbox, algorithm, signedBy === 'next' ? 'next' : 'current', exp)
  const header = withChanges({ ...headOf(key, signedBy), ...head }, asked)
  const input = `${encode(header)}.${encode(claims)}`
  return { token: `${input}.${signatureBy(key, signedBy, input)}`, header }
}

/** Members with changes: null takes one away. */
export function withChanges(members: Members, changes: Members): Members {
  const all = Object.entries({ ...members, ...changes })
  return Object.fromEntries(all.filter(([, value]) => value !== null))
}

/** One of the algorithms with which the server signs. */
export function known(alg: unknown): SigningAlgorithm | undefined {
  return signingAlgorithms.find((one) => one === alg)
}

function headOf({ alg, kid }: SigningKey, signedBy: WantedJwt['signedBy']): Members {
  if (signedBy === 'none') return { alg: 'none' }
  return { alg: signedBy === 'hmac' ? 'HS256' : alg, kid }
}

/** With HMAC the secret is what everybody knows: the public key as PEM (RFC 8725 §2.1). */
function signatureBy(key: SigningKey, signedBy: WantedJwt['signedBy'], input: string): string {
  if (signedBy === 'none') return ''
  if (signedBy !== 'hmac') return signAtOnce(key, input)
  const pem = createPublicKey(key.key).export({ type: 'spki', format: 'pem' })
  return createHmac('sha256', pem).update(input).digest('base64url')
}
