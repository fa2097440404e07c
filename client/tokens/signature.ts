import { compactVerify } from 'jose'
import type { CompactVerifyGetKey } from 'jose'
import { finding } from './finding.ts'
import type { Finding } from './finding.ts'

/** Asymmetric algorithms only: a public key is never taken for a shared secret (RFC 8725 §3.1). */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]

/**
 * Whether a JWT is signed by a key of the issuer's JWKS (RFC 7515 §5.2).
 * @param options.keys finds the key; undefined where the metadata names none
 */
export async function verifySignature(
  token: string,
  { keys, kid }: { keys: CompactVerifyGetKey | undefined; kid: string | undefined },
): Promise<Finding> {
  const named = kid === undefined ? '' : `; key \`${kid}\``
  const held = `The signature is right${named}.`
  const broken = `The signature is not right${named}.`
  try {
    if (keys === undefined) throw new Error('The metadata names no keys')
    await compactVerify(token, keys, { algorithms })
    return finding('RFC 7515 §5.2', true, { held, broken })
  } catch (error) {
    const detail = `${(error as Error).message.replace(/\.$/, '')}.`
    return finding('RFC 7515 §5.2', false, { held, broken, detail })
  }
}
