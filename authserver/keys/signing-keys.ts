import { createPrivateKey } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { Database } from '../server.ts'
import type { SigningKeyRow } from '../store/schema.ts'
import type { KeyPool } from './key-pool.ts'
import { createSignJwt } from './sign-jwt.ts'

type Family = SigningKeyRow['family']

const families: readonly Family[] = ['RSA', 'P-256', 'Ed25519']
const cached = 'signing-keys'

export interface SigningKey {
  kid: string
  alg: SigningAlgorithm
  key: KeyObject
}

export interface SigningKeys {
  /** A JWT of these claims, signed with the key that signs with the algorithm now. */
  sign(
    sandbox: Sandbox,
    algorithm: SigningAlgorithm,
    typ: string,
    claims: Record<string, unknown>,
  ): Promise<string>
  /** Public keys: each family's current and next one, and retired ones that may still verify. */
  published(sandbox: Sandbox): Promise<{ keys: JWK[] }>
  /** Each family's next key becomes its current one. */
  rotate(sandbox: Sandbox): Promise<void>
}

/** A sandbox's signing keys: made at first need, kept in the store. */
export function createSigningKeys(db: Database, pool: KeyPool): SigningKeys {
  const rowsOf = async (sandbox: Sandbox): Promise<SigningKeyRow[]> => {
    const known = sandbox.cache.get(cached) as Promise<SigningKeyRow[]> | undefined
    if (known !== undefined) return known
    const loading = load(sandbox)
    sandbox.cache.set(cached, loading)
    loading.catch(() => sandbox.cache.delete(cached))
    return loading
  }

  const load = async (sandbox: Sandbox): Promise<SigningKeyRow[]> => {
    const rows = await db
      .selectFrom('signing_keys')
      .selectAll()
      .where('sandbox', '=', sandbox.id)
      .execute()
    if (rows.length > 0) return rows
    const made = await Promise.all(
      families.flatMap((family) => [
        makeRow(sandbox, pool, family, 'current'),
        makeRow(sandbox, pool, family, 'next'),
      ]),
    )
    await db.insertInto('signing_keys').values(made).execute()
    return made
  }

  const current = async (sandbox: Sandbox, alg: SigningAlgorithm): Promise<SigningKey> => {
    const family = familyOf(alg)
    const rows = await rowsOf(sandbox)
    const row = rows.find((one) => one.family === family && one.state === 'current')!
    const name = `signing-key:${row.kid}:${alg}`
    const known = sandbox.cache.get(name) as SigningKey | undefined
    if (known !== undefined) return known
    const key = createPrivateKey({ key: JSON.parse(row.jwk) as JsonWebKey, format: 'jwk' })
    const signing = { kid: row.kid, alg, key }
    sandbox.cache.set(name, signing)
    return signing
  }
  const signJwt = createSignJwt()

  return {
    sign: async (sandbox, algorithm, typ, claims) =>
      signJwt(await current(sandbox, algorithm), typ, claims),
    async published(sandbox) {
      const rows = await rowsOf(sandbox)
      return { keys: rows.map(publicKey) }
    },
    async rotate(sandbox) {
      const rows = await rowsOf(sandbox)
      const fresh = await Promise.all(
        families.map((family) => makeRow(sandbox, pool, family, 'next')),
      )
      const retiring = rows.filter(({ state }) => state === 'retired').map(({ kid }) => kid)
      await db.transaction().execute(async (work) => {
        const own = work.updateTable('signing_keys').where('sandbox', '=', sandbox.id)
        if (retiring.length > 0) {
          await work
            .deleteFrom('signing_keys')
            .where('sandbox', '=', sandbox.id)
            .where('kid', 'in', retiring)
            .execute()
        }
        await own.where('state', '=', 'current').set({ state: 'retired' }).execute()
        await own.where('state', '=', 'next').set({ state: 'current' }).execute()
        await work.insertInto('signing_keys').values(fresh).execute()
      })
      sandbox.cache.delete(cached)
    },
  }
}

function familyOf(alg: SigningAlgorithm): Family {
  if (alg === 'ES256') return 'P-256'
  return alg === 'EdDSA' || alg === 'Ed25519' ? 'Ed25519' : 'RSA'
}

/** RSA keys carry no `alg`: the configuration says which of RS256 to PS256 they sign with. */
function publicKey({ kid, jwk }: SigningKeyRow): JWK {
  const { kty, n, e, crv, x, y } = JSON.parse(jwk) as JWK
  const members = { kty, n, e, crv, x, y, kid, use: 'sig' }
  return JSON.parse(JSON.stringify(members)) as JWK
}

async function makeRow(
  sandbox: Sandbox,
  pool: KeyPool,
  family: Family,
  state: SigningKeyRow['state'],
): Promise<SigningKeyRow> {
  const jwk = family === 'RSA' ? await pool.take() : await generateCurveKey(family)
  const kid = sandbox.random.id('k-')
  const created_at = sandbox.clock.now()
  return { sandbox: sandbox.id, kid, family, state, jwk: JSON.stringify(jwk), created_at }
}

async function generateCurveKey(family: Family): Promise<JWK> {
  const { privateKey } = await generateKeyPair(family === 'P-256' ? 'ES256' : 'EdDSA', {
    extractable: true,
  })
  return exportJWK(privateKey)
}
