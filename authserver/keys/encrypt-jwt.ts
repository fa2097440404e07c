import { shown } from '@oauth-lab/kit/check-detail.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { unfitForEncryption } from '@oauth-lab/kit/public-key.ts'
import { CompactEncrypt, importJWK } from 'jose'
import type { JWK } from 'jose'
import { requireThat } from '../checks.ts'
import { clientKeys } from '../clients/client-keys.ts'
import type { Client } from '../clients/client.ts'
import type { ClientMetadata } from '../clients/client-metadata.ts'
import type { Exchange } from '../exchange.ts'
import { encryptedBy } from './encryption-algorithms.ts'
import type { EncryptedUse } from './encryption-algorithms.ts'

/** By which algorithms a client wants something encrypted. */
export interface Encryption {
  alg: string
  enc: string
}

/** How the client wants a use encrypted; undefined where it registered nothing of the kind. */
export function encryptionOf(
  use: EncryptedUse,
  metadata: Pick<ClientMetadata, (typeof encryptedBy)[EncryptedUse][number]>,
): Encryption | undefined {
  const [algMember, encMember] = encryptedBy[use]
  const [alg, enc] = [metadata[algMember], metadata[encMember]]
  return alg === undefined || enc === undefined ? undefined : { alg, enc }
}

/**
 * Encrypts to a key of the client in the compact form (RFC 7516 §7.1, OpenID Connect Core §10.2).
 * @param content a signed JWT, or claims in JSON
 * @param header further members of the header
 */
export async function encryptTo(
  exchange: Exchange,
  client: Client,
  content: string,
  { alg, enc, ...header }: Encryption & { typ?: string; cty?: string; iss?: string },
): Promise<string> {
  const key = await requireKey(exchange, client, alg)
  const kid = key.kid === undefined ? {} : { kid: key.kid }
  return new CompactEncrypt(Buffer.from(content))
    .setProtectedHeader({ alg, enc, ...kid, ...header })
    .encrypt(await importJWK(key, alg))
}

/** The first of the client's keys to which the algorithm can encrypt. */
async function requireKey(exchange: Exchange, client: Client, alg: string): Promise<JWK> {
  const keys = clientKeys(exchange, client)
  const fitIn = async (ask: typeof keys.current) =>
    (await ask()).find((key) => unfitForEncryption(key, alg) === undefined)
  let problem = `None of its keys takes ${shown(alg)}.`
  const found = await fitIn(keys.current)
    .then((known) => known ?? fitIn(keys.newer))
    .catch((error: unknown) => {
      if (!(error instanceof PeerError)) throw error
      problem = error.message
      return undefined
    })
  requireThat(exchange, 'encryption-key.found', found, () => problem)
  return found
}
