import { constants, sign } from 'node:crypto'
import type { SignKeyObjectInput } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { SigningKey } from './signing-keys.ts'

type Signature = Omit<SignKeyObjectInput, 'key'>

const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
}

/** What `node:crypto` is told for each algorithm (RFC 7518 §3.3 to §3.5, RFC 8037 §3.1). */
const parameters: Readonly<Record<SigningAlgorithm, readonly [string | null, Signature]>> = {
  RS256: ['sha256', {}],
  RS384: ['sha384', {}],
  RS512: ['sha512', {}],
  PS256: ['sha256', pss],
  ES256: ['sha256', { dsaEncoding: 'ieee-p1363' }],
  EdDSA: [null, {}],
  Ed25519: [null, {}],
}

const signOnThreadPool = promisify(sign)

/**
 * A JWT of these claims in the compact form (RFC 7515 §7.1). RSA signs on the thread pool, where every core
 * helps; a curve takes less time than handing the work over.
 */
export async function signJwt(
  { kid, alg, key }: SigningKey,
  typ: string,
  claims: Record<string, unknown>,
): Promise<string> {
  const input = `${encode({ alg, kid, typ })}.${encode(claims)}`
  const [hash, options] = parameters[alg]
  const data = Buffer.from(input)
  const signing = { ...options, key }
  const signature =
    key.asymmetricKeyType === 'rsa'
      ? await signOnThreadPool(hash, data, signing)
      : sign(hash, data, signing)
  return `${input}.${signature.toString('base64url')}`
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
