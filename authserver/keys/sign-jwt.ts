import { constants, sign } from 'node:crypto'
import type { KeyObject, SignKeyObjectInput } from 'node:crypto'
import { promisify } from 'node:util'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'

export interface SigningKey {
  kid: string
  alg: SigningAlgorithm
  key: KeyObject
  /** Its encoded headers by their type: all that it signs begins with one of them. */
  headers: Map<string, string>
}

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
 * Makes a JWT of claims in the compact form (RFC 7515 §7.1).
 * @param header what it has besides `alg`, `kid` and `typ`; a name that JOSE defines is left out
 */
export type SignJwt = (
  key: SigningKey,
  typ: string,
  claims: Record<string, unknown>,
  header?: Readonly<Record<string, unknown>>,
) => Promise<string>

/**
 * Signs where it is soonest done. RSA takes long: on the thread pool every core helps. A curve
 * takes about as long as handing the work over, which pays where there is more to do meanwhile. So the
 * first signature of a turn of the event loop is made at once, while the pool has none to make.
 */
export function createSignJwt(): SignJwt {
  let isFirst = true
  let onPool = 0
  const nextTurn = () => {
    isFirst = true
  }
  const atOnce = () => {
    if (!isFirst || onPool > 0) return false
    isFirst = false
    setImmediate(nextTurn)
    return true
  }
  const signOnPool: typeof signOnThreadPool = async (...signing) => {
    onPool += 1
    try {
      return await signOnThreadPool(...signing)
    } finally {
      onPool -= 1
    }
  }

  return async (signingKey, typ, claims, header) => {
    const { alg, key } = signingKey
    const input = `${headerOf(signingKey, typ, header)}.${encode(claims)}`
    const [hash, options] = parameters[alg]
    const data = Buffer.from(input)
    const signing = { ...options, key }
    const signature =
      key.asymmetricKeyType !== 'rsa' && atOnce()
        ? sign(hash, data, signing)
        : await signOnPool(hash, data, signing)
    return `${input}.${signature.toString('base64url')}`
  }
}

/** The signature of a signing input (RFC 7515 §5.1), made at once. */
export function signAtOnce({ alg, key }: Pick<SigningKey, 'alg' | 'key'>, input: string): string {
  const [hash, options] = parameters[alg]
  return sign(hash, Buffer.from(input), { ...options, key }).toString('base64url')
}

/** Header parameters that JOSE defines: by these others find keys, or read a JWT otherwise (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797 §3). */
const defined: ReadonlySet<string> = new Set(
  'alg jku jwk kid x5u x5c x5t x5t#S256 typ cty crit enc zip epk apu apv iv tag p2s p2c b64'.split(
    ' ',
  ),
)

/** Of header parameters that somebody adds, those that JOSE leaves to others. */
export function privateParameters(
  added: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(added).filter(([name]) => !defined.has(name)))
}

function headerOf(
  { kid, alg, headers }: SigningKey,
  typ: string,
  added?: Readonly<Record<string, unknown>>,
): string {
  if (added !== undefined) return encode({ alg, kid, typ, ...privateParameters(added) })
  let header = headers.get(typ)
  if (header === undefined) {
    header = encode({ alg, kid, typ })
    headers.set(typ, header)
  }
  return header
}

/** A part of a JWT as it is signed (RFC 7515 §2). */
export function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
