import { unfitForEncryption } from '@oauth-lab/kit/public-key.ts'
import type { SentMetadata } from '../../clients/client-metadata.ts'
import { encryptedBy, usualEncryption } from '../../keys/encryption-algorithms.ts'
import type { MetadataProblem } from '../metadata-problem.ts'

const pairs = [...new Map(Object.values(encryptedBy).map((pair) => [pair[0], pair])).values()]

/**
 * Who wants answers encrypted says by which algorithm, and has a key for it (OpenID Connect Registration §2).
 * Keys at a `jwks_uri` are looked at when something is encrypted.
 */
export function encryptionProblems(sent: SentMetadata): MetadataProblem[] {
  return pairs.flatMap(([algMember, encMember]): MetadataProblem[] => {
    const [alg, enc] = [sent[algMember], sent[encMember]]
    if (alg === undefined && enc !== undefined) {
      const message = `needs ${algMember} beside it (OpenID Connect Registration section 2)`
      return [{ path: encMember, value: enc, message, remedy: `Send ${algMember}, too.` }]
    }
    if (alg === undefined || sent.jwks_uri !== undefined) return []
    const fits = sent.jwks?.keys.some((key) => unfitForEncryption(key, alg) === undefined)
    if (fits) return []
    const message = 'needs a key of the client to which is encrypted'
    const remedy = 'Send a public key for it in jwks, or send jwks_uri.'
    return [{ path: algMember, value: alg, message, remedy }]
  })
}

/** What encrypts the content, where a client says only that it wants it encrypted. */
export function encryptionDefaults(sent: SentMetadata): Partial<SentMetadata> {
  const missing = pairs.filter(([alg, enc]) => sent[alg] !== undefined && sent[enc] === undefined)
  return Object.fromEntries(missing.map(([, enc]) => [enc, usualEncryption]))
}
