import * as oidc from 'openid-client'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Chosen } from '../configurations/chosen.ts'
import type { Database } from '../store/database.ts'

/** What openid-client takes to send proofs; nothing where none are wanted. */
export type Proving = oidc.DPoPOptions

/** A token as it was issued: by its type one tells whether it is bound to a key (RFC 6749 §7.1, RFC 9449 §5). */
export interface IssuedToken {
  access_token: string
  /** In small letters, as openid-client tells it. */
  token_type: string
}

export interface ProofKeys {
  /** The key pair of a configuration (RFC 9449 §4), made when it is first needed: the same in each process. */
  of(sandbox: Sandbox, chosen: Chosen): Promise<CryptoKeyPair>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
const cached = 'DPoP keys'

/** The keys with which the client proves that tokens are its own. */
export function createProofKeys(db: Database): ProofKeys {
  const read = async (sandbox: Sandbox, id: string) => {
    const row = await db
      .selectFrom('proof_keys')
      .select('jwk')
      .where('sandbox', '=', sandbox.id)
      .where('configuration_id', '=', id)
      .executeTakeFirst()
    return row && importPair(JSON.parse(row.jwk) as JsonWebKey)
  }
  const make = async (sandbox: Sandbox, id: string) => {
    const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
    const jwk = JSON.stringify(await crypto.subtle.exportKey('jwk', privateKey))
    // Of two processes one is first, and both use its key.
    await db
      .insertInto('proof_keys')
      .values({ sandbox: sandbox.id, configuration_id: id, jwk })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return (await read(sandbox, id))!
  }
  return {
    async of(sandbox, { configuration: { id } }) {
      const { cache } = sandbox
      const kept = (cache.get(cached) ?? new Map()) as Map<string, CryptoKeyPair>
      cache.set(cached, kept)
      const pair = kept.get(id) ?? (await read(sandbox, id)) ?? (await make(sandbox, id))
      kept.set(id, pair)
      return pair
    },
  }
}

async function importPair(jwk: JsonWebKey): Promise<CryptoKeyPair> {
  const { kty, crv, x, y } = jwk
  const of = (key: object, use: KeyUsage) =>
    crypto.subtle.importKey('jwk', key as JsonWebKey, algorithm, true, [use])
  const privateKey = await of({ ...jwk, key_ops: ['sign'] }, 'sign')
  return { privateKey, publicKey: await of({ kty, crv, x, y }, 'verify') }
}

/** With what a token is sent: one that is bound goes with a proof, any other does not (RFC 9449 §7.1). */
export function provingFor(token: IssuedToken, proving: Proving): Proving {
  return token.token_type === 'dpop' ? proving : {}
}
