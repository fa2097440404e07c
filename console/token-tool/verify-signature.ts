import { compactVerify, errors, importJWK } from 'jose'
import type { JWK } from 'jose'
import { Broken } from './broken.ts'
import type { Compared, Kind } from './broken.ts'
import { findKeys } from './find-keys.ts'
import type { Token } from './read-token.ts'
import { hexOf, signedHash } from './signed-hash.ts'
import { said } from './said.ts'

/** Which of the keys made the token's signature (RFC 7515 §5.2). @throws Broken with why none did */
export async function verifySignature(
  token: Token,
  keys: readonly JWK[],
  published: readonly JWK[],
): Promise<JWK> {
  for (const key of keys) if (await made(token, key)) return key
  throw await whyNot(token, keys, published)
}

async function made({ text, header }: Token, key: JWK): Promise<boolean> {
  const alg = said(header['alg'])
  try {
    await compactVerify(text, await importJWK({ ...key, alg }, alg))
    return true
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return false
    throw new Broken('The key cannot be used', {
      stage: 'Key',
      kind: 'key of another kind',
      reason: `The key that is published does not serve: ${(error as Error).message}.`,
      clause: 'RFC 7518 §6',
      todo: ['Correct the key set at the issuer.'],
    })
  }
}

async function whyNot(
  token: Token,
  keys: readonly JWK[],
  published: readonly JWK[],
): Promise<Broken> {
  const alg = said(token.header['alg'])
  const [key] = keys
  const misshapen = wrongLength(alg, token.signature, key!)
  if (misshapen !== undefined) {
    return failed('The encoding of the signature is wrong', 'encoding', misshapen, [
      'Does the signer write DER? A JWS holds the plain bytes.',
      'Copy the token again, to its last character.',
    ])
  }
  if (alg.startsWith('RS')) {
    const sure = await whyNotHashed(token, keys)
    if (sure !== undefined) return sure
  }
  // All other keys of this kind, whatever the token names.
  const { kid: _kid, x5t: _x5t, 'x5t#S256': _s256, ...unnamed } = token.header
  const fitting = await findKeys({ ...token, header: unnamed }, published)
  for (const other of fitting.filter((one) => !keys.includes(one))) {
    if (!(await made(token, other))) continue
    return failed(
      'Another key made the signature',
      'another key',
      'A key of this issuer made it, but not the one that the token names.',
      ['Correct the kid that the signer writes.'],
      [
        { name: 'Token names', value: said(token.header['kid']), holds: false },
        { name: 'Signed by', value: other.kid ?? 'a key without a name', holds: true },
      ],
    )
  }
  return failed(
    'The signature does not fit',
    'signature',
    `Header or claims were changed, or a key that nobody publishes made it. ${alg} does not tell which.`,
    [
      'Is it from another issuer that uses the same key name? Judge it against that one.',
      'Never repair a token. Ask the authorization server for a new one.',
    ],
  )
}

/** With RSASSA-PKCS1-v1_5 the signed hash can be read out of the signature, so the reason is sure. */
async function whyNotHashed(
  { text, header, signature }: Token,
  keys: readonly JWK[],
): Promise<Broken | undefined> {
  const signed = keys.map((key) => signedHash(key, signature)).find((one) => one !== undefined)
  if (signed === undefined) return undefined
  const hashed = `SHA-${said(header['alg']).slice(2)}`
  if (signed.name !== hashed) {
    return failed(
      'The algorithm is wrong',
      'algorithm',
      'The key made this signature, with another algorithm than the header says.',
      ['Was alg changed after signing? Then the token is forged.'],
      [
        { name: 'Token says', value: hashed, holds: false },
        { name: 'Signed with', value: signed.name, holds: true },
      ],
    )
  }
  const data = new TextEncoder().encode(text.slice(0, text.lastIndexOf('.')))
  const hash = hexOf(new Uint8Array(await crypto.subtle.digest(hashed, data)))
  return failed(
    'Header or claims were changed',
    'data',
    'The key is the right one, and it did make this signature. It made it for other data.',
    ['Never repair a token. Ask the authorization server for one that holds what you need.'],
    [
      { name: `${hashed} of this token`, value: hash, holds: false },
      { name: `${hashed} that was signed`, value: signed.hash, holds: true },
    ],
  )
}

/** Signatures of RSA are as long as the key, of ECDSA and EdDSA of one length (RFC 7518 §3.3, §3.4). */
function wrongLength(alg: string, { length }: Uint8Array, { n }: JWK): string | undefined {
  const lengths: Record<string, number> = { ES256: 64, ES384: 96, ES512: 132 }
  const rsa = n === undefined ? 64 : Math.floor((n.length * 3) / 4)
  const due = lengths[alg] ?? rsa
  return length === due ? undefined : `It has ${length} bytes; with this key ${alg} has ${due}.`
}

function failed(
  title: string,
  kind: Kind,
  reason: string,
  todo: readonly string[],
  compared: readonly Compared[] = [],
): Broken {
  const of = { stage: 'Signature', member: 'signature', clause: 'RFC 7515 §5.2' } as const
  return new Broken(title, { ...of, kind, reason, todo, compared })
}
