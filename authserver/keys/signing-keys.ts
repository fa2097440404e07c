import { createPrivateKey } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import type { Random } from '@oauth-lab/kit/random.ts'
import { isSeeded } from '@oauth-lab/kit/is-seeded.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { isoTime } from '@oauth-lab/kit/store/read-page.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { ExportedKeys, KeyFamily, SigningKeyInfo } from '@oauth-lab/kit/admin/key-document.ts'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import type { SigningAlgorithm } from '../configuration/server-configuration.ts'
import type { Database, DatabaseTables } from '../store/database.ts'
import type { SigningKeyRow } from '../store/tables.ts'
import { exportEncrypted } from './imported-key.ts'
import type { ImportedKey } from './imported-key.ts'
import type { KeyPool } from './key-pool.ts'
import { createSeededKeys } from './seeded-keys.ts'
import { createSignJwt } from './sign-jwt.ts'
import type { SigningKey } from './sign-jwt.ts'

const families: readonly KeyFamily[] = ['RSA', 'P-256', 'Ed25519']
const cached = 'signing-keys'

/** Milliseconds; the end of what a key signed is kept in whole hours, so that a signature seldom writes. */
const hour = 3600_000

/** Milliseconds for which a key outlives what it signed: a hint may be an ID token that has expired. */
const kept = 24 * hour

/** Claims of a JWT; each one ends (RFC 7519 §4.1.4). */
export type Claims = Record<string, unknown> & { exp: number }

/** The same, or those of an answer that is read at once. */
export type SignedClaims = Record<string, unknown> & { exp?: number }

/** Seconds for which the key of a JWT without an end stays published. */
const readWithin = 3600

export interface SigningKeys {
  /** A JWT of these claims, signed with the key that signs with the algorithm now. */
  sign(
    sandbox: Sandbox,
    algorithm: SigningAlgorithm,
    typ: string,
    claims: SignedClaims,
    header?: Readonly<Record<string, unknown>>,
  ): Promise<string>
  /**
   * A published key for this algorithm, the current or the next one.
   * @param exp seconds: the end of what it is to sign, until which the key stays published
   */
  keyFor(
    sandbox: Sandbox,
    algorithm: SigningAlgorithm,
    state: 'current' | 'next',
    exp: number,
  ): Promise<SigningKey>
  /** Whether there are any yet. */
  exist(sandbox: Sandbox): Promise<boolean>
  /** A key that is never published: what it signs is as good as forged. */
  unpublished(sandbox: Sandbox, algorithm: SigningAlgorithm): Promise<SigningKey>
  /** Public keys: each family's current and next one, and retired ones while anything that they signed lives. */
  published(sandbox: Sandbox): Promise<{ keys: JWK[] }>
  /** The same, and those that signed what has expired. */
  known(sandbox: Sandbox): Promise<{ keys: JWK[] }>
  /** New keys for the states that no key of a family has; they are not stored. */
  missing(sandbox: Sandbox, rows: readonly SigningKeyRow[]): Promise<SigningKeyRow[]>
  /** All keys with where they stand in their life, those in use first. */
  listed(sandbox: Sandbox): Promise<SigningKeyInfo[]>
  /** Rotates the family of an algorithm whose key has signed for so many seconds; one of several processes does. */
  rotateDue(sandbox: Sandbox, algorithm: SigningAlgorithm, lifetime: number): Promise<void>
  /** The next key of a family, or of each, becomes the current one (OpenID Connect Core §10.1.1). */
  rotate(sandbox: Sandbox, family?: KeyFamily): Promise<void>
  /**
   * Makes a key that somebody brings the next one of its family, and returns its name.
   * @throws ConfigurationError where another key has the name
   */
  adopt(sandbox: Sandbox, key: ImportedKey, kid?: string): Promise<string>
  /** Private keys that are not retired, encrypted, those in use first. */
  exported(sandbox: Sandbox, passphrase: string, family?: KeyFamily): Promise<ExportedKeys['keys']>
}

/** Raised, never lowered: another process may have signed something that ends later. */
const raiseLastExpiry = statement<
  DatabaseTables,
  { sandbox: string; kid: string; last_expiry: number }
>((db, slot) =>
  db
    .updateTable('signing_keys')
    .set({ last_expiry: slot('last_expiry') })
    .where('sandbox', '=', slot('sandbox'))
    .where('kid', '=', slot('kid'))
    .where('last_expiry', '<', slot('last_expiry')),
)

/** A sandbox's signing keys: made at first need, kept in the store. */
export function createSigningKeys(db: Database, pool: KeyPool): SigningKeys {
  const seededKey = createSeededKeys()
  const makeRow = async (
    sandbox: Sandbox,
    named: Pick<SigningKeyRow, 'family' | 'state' | 'kid'>,
  ): Promise<SigningKeyRow> => {
    const { family, kid } = named
    const jwk = isSeeded(sandbox)
      ? await seededKey(family, sandbox.random.begin(`key ${kid}`))
      : family === 'RSA'
        ? await pool.take()
        : await generateCurveKey(family)
    const created_at = sandbox.clock.now()
    return {
      sandbox: sandbox.id,
      ...named,
      jwk: JSON.stringify(jwk),
      created_at,
      last_expiry: 0,
      signs_since: named.state === 'current' ? created_at : null,
      retired_at: null,
    }
  }

  /** New keys of these families. Their names are drawn before any key is made, so a seed repeats them. */
  const makeRows = (
    sandbox: Sandbox,
    names: Random,
    wanted: readonly SigningKeyRow['state'][],
    of = families,
  ) => {
    const named = of.flatMap((family) =>
      wanted.map((state) => ({ family, state, kid: names.id('k-') })),
    )
    return Promise.all(named.map((one) => makeRow(sandbox, one)))
  }

  const rowsOf = async (sandbox: Sandbox): Promise<SigningKeyRow[]> => {
    const { copies } = sandbox
    const known = copies.get(cached) as Promise<SigningKeyRow[]> | undefined
    if (known !== undefined) return known
    const loading = load(sandbox)
    copies.set(cached, loading)
    loading.catch(() => copies.delete(cached))
    return loading
  }

  const stored = (work: Database, sandbox: Sandbox): Promise<SigningKeyRow[]> =>
    work.selectFrom('signing_keys').selectAll().where('sandbox', '=', sandbox.id).execute()

  const load = async (sandbox: Sandbox): Promise<SigningKeyRow[]> => {
    const rows = await stored(db, sandbox)
    if (rows.length > 0) return rows.toSorted(byState)
    // Begun: several may make them at once, and a seed gives all of them the same.
    const made = await makeRows(sandbox, sandbox.random.begin('first keys'), ['current', 'next'])
    return db.transaction().execute(async (work) => {
      await raiseVersion(work, sandbox)
      // Another process may have made them meanwhile.
      const others = await stored(work, sandbox)
      if (others.length > 0) return others.toSorted(byState)
      await work.insertInto('signing_keys').values(made).execute()
      return made.toSorted(byState)
    })
  }

  const find = async (
    sandbox: Sandbox,
    alg: SigningAlgorithm,
    state: 'current' | 'next',
  ): Promise<SigningKeyRow> => {
    const family = familyOf(alg)
    const rows = await rowsOf(sandbox)
    return rows.find((one) => one.family === family && one.state === state)!
  }

  const read = (sandbox: Sandbox, alg: SigningAlgorithm, row: SigningKeyRow): SigningKey => {
    const name = `signing-key:${row.kid}:${alg}`
    const known = sandbox.cache.get(name) as SigningKey | undefined
    if (known !== undefined) return known
    const key = createPrivateKey({ key: JSON.parse(row.jwk) as JsonWebKey, format: 'jwk' })
    const signing = { kid: row.kid, alg, key, headers: new Map<string, string>() }
    sandbox.cache.set(name, signing)
    return signing
  }
  const signJwt = createSignJwt()

  /** Known before the signature is: a rotation meanwhile keeps the key. */
  const noteExpiry = async (sandbox: Sandbox, row: SigningKeyRow, exp: number) => {
    if (exp * 1000 <= row.last_expiry) return
    const last_expiry = Math.ceil((exp * 1000) / hour) * hour
    await raiseLastExpiry(db, { sandbox: sandbox.id, kid: row.kid, last_expiry })
    row.last_expiry = last_expiry
  }

  /** @param due the key that is to retire; nothing happens where another one signs already */
  const rotate = async (sandbox: Sandbox, family?: KeyFamily, due?: string): Promise<void> => {
    // A sandbox makes its keys when they are needed first.
    await rowsOf(sandbox)
    const rotated = family === undefined ? families : [family]
    const fresh = await makeRows(sandbox, sandbox.random.for('keys'), ['next'], rotated)
    await db.transaction().execute(async (work) => {
      await raiseVersion(work, sandbox)
      const rows = await stored(work, sandbox)
      if (due !== undefined && !rows.some(({ kid, state }) => kid === due && state === 'current')) {
        return
      }
      const now = sandbox.clock.now()
      const own = work
        .updateTable('signing_keys')
        .where('sandbox', '=', sandbox.id)
        .where('family', 'in', rotated)
      await work
        .deleteFrom('signing_keys')
        .where('sandbox', '=', sandbox.id)
        .where('state', '=', 'retired')
        .where('last_expiry', '<', now - kept)
        .execute()
      await own.where('state', '=', 'current').set({ state: 'retired', retired_at: now }).execute()
      await own.where('state', '=', 'next').set({ state: 'current', signs_since: now }).execute()
      await work.insertInto('signing_keys').values(fresh).execute()
    })
  }

  return {
    async sign(sandbox, algorithm, typ, claims, header) {
      const row = await find(sandbox, algorithm, 'current')
      await noteExpiry(sandbox, row, claims.exp ?? sandbox.clock.seconds() + readWithin)
      return signJwt(read(sandbox, algorithm, row), typ, claims, header)
    },
    async keyFor(sandbox, algorithm, state, exp) {
      const row = await find(sandbox, algorithm, state)
      await noteExpiry(sandbox, row, exp)
      return read(sandbox, algorithm, row)
    },
    exist: async (sandbox) => (await stored(db, sandbox)).length > 0,
    unpublished(sandbox, algorithm) {
      const family = familyOf(algorithm)
      const name = `unpublished-key:${family}`
      const { cache } = sandbox
      const known = cache.get(name) as Promise<SigningKeyRow> | undefined
      const making =
        known ?? makeRow(sandbox, { family, state: 'next', kid: sandbox.random.id('k-') })
      cache.set(name, making)
      making.catch(() => cache.delete(name))
      return making.then((row) => read(sandbox, algorithm, row))
    },
    async published(sandbox) {
      const now = sandbox.clock.now()
      const rows = await rowsOf(sandbox)
      const live = rows.filter((row) => isPublished(row, now))
      return { keys: live.map(publicKey) }
    },
    async known(sandbox) {
      const rows = await rowsOf(sandbox)
      return { keys: rows.map(publicKey) }
    },
    missing(sandbox, rows) {
      const names = sandbox.random.for('keys')
      const lacking = families.flatMap((family) =>
        (['current', 'next'] as const)
          .filter((state) => !rows.some((row) => row.family === family && row.state === state))
          .map((state) => ({ family, state, kid: names.id('k-') })),
      )
      return Promise.all(lacking.map((one) => makeRow(sandbox, one)))
    },
    async listed(sandbox) {
      const now = sandbox.clock.now()
      return (await rowsOf(sandbox)).map((row) => describeKey(row, now))
    },
    async rotateDue(sandbox, algorithm, lifetime) {
      const { kid, family, signs_since, created_at } = await find(sandbox, algorithm, 'current')
      if (sandbox.clock.now() < (signs_since ?? created_at) + lifetime * 1000) return
      // Everybody who finds it due meanwhile waits for the same.
      const name = `rotation:${kid}`
      const known = sandbox.cache.get(name) as Promise<void> | undefined
      const rotation = known ?? rotate(sandbox, family, kid)
      sandbox.cache.set(name, rotation)
      await rotation.finally(() => sandbox.cache.delete(name))
    },
    rotate: (sandbox, family) => rotate(sandbox, family),
    async adopt(sandbox, { family, jwk }, kid = sandbox.random.for('keys').id('k-')) {
      await rowsOf(sandbox)
      await db.transaction().execute(async (work) => {
        await raiseVersion(work, sandbox)
        if ((await stored(work, sandbox)).some((row) => row.kid === kid)) {
          const problem = { path: 'kid', message: 'is the name of another key' }
          throw new ConfigurationError('The key cannot be imported.', [problem])
        }
        const now = sandbox.clock.now()
        await work
          .updateTable('signing_keys')
          .where('sandbox', '=', sandbox.id)
          .where('family', '=', family)
          .where('state', '=', 'next')
          .set({ state: 'retired', retired_at: now })
          .execute()
        const row: SigningKeyRow = {
          sandbox: sandbox.id,
          kid,
          family,
          state: 'next',
          jwk: JSON.stringify(jwk),
          created_at: now,
          last_expiry: 0,
          signs_since: null,
          retired_at: null,
        }
        await work.insertInto('signing_keys').values(row).execute()
      })
      return kid
    },
    async exported(sandbox, passphrase, wanted) {
      const rows = await rowsOf(sandbox)
      return rows.flatMap(({ kid, family, state, jwk }) =>
        state === 'retired' || (wanted !== undefined && family !== wanted)
          ? []
          : [{ kid, family, state, pem: exportEncrypted(JSON.parse(jwk) as JWK, passphrase) }],
      )
    },
  }
}

function familyOf(alg: SigningAlgorithm): KeyFamily {
  if (alg === 'ES256') return 'P-256'
  return alg === 'EdDSA' || alg === 'Ed25519' ? 'Ed25519' : 'RSA'
}

/** A retired key stays while anything that it signed lives. */
function isPublished({ state, last_expiry }: SigningKeyRow, now: number): boolean {
  return state !== 'retired' || last_expiry > now
}

function describeKey(row: SigningKeyRow, now: number): SigningKeyInfo {
  const { kid, family, state, created_at, last_expiry, signs_since, retired_at } = row
  return {
    kid,
    family,
    algorithms: signingAlgorithms.filter((alg) => familyOf(alg) === family),
    state,
    published: isPublished(row, now),
    createdAt: isoTime(created_at),
    signsSince: timeOf(signs_since),
    retiredAt: timeOf(retired_at),
    lastExpiry: timeOf(last_expiry || null),
  }
}

const timeOf = (at: number | null) => (at === null ? null : isoTime(at))

const states: readonly SigningKeyRow['state'][] = ['current', 'next', 'retired']

/** One order, whatever the database gives: what is in use comes first. */
function byState(a: SigningKeyRow, b: SigningKeyRow): number {
  return (
    states.indexOf(a.state) - states.indexOf(b.state) ||
    families.indexOf(a.family) - families.indexOf(b.family) ||
    b.created_at - a.created_at ||
    (a.kid < b.kid ? -1 : 1)
  )
}

/** `alg` stands where a key serves one algorithm: an RSA key serves RS256 to PS256, Ed25519 has two names. */
export function publicKey({
  kid,
  jwk,
  family,
}: Pick<SigningKeyRow, 'kid' | 'jwk' | 'family'>): JWK {
  const { kty, n, e, crv, x, y, x5c, x5t, 'x5t#S256': x5tS256 } = JSON.parse(jwk) as JWK
  const alg = family === 'P-256' ? 'ES256' : undefined
  const own = { kty, n, e, crv, x, y, x5c, x5t, 'x5t#S256': x5tS256 }
  const members = { ...own, kid, use: 'sig', alg }
  return JSON.parse(JSON.stringify(members)) as JWK
}

async function generateCurveKey(family: KeyFamily): Promise<JWK> {
  const { privateKey } = await generateKeyPair(family === 'P-256' ? 'ES256' : 'EdDSA', {
    extractable: true,
  })
  return exportJWK(privateKey)
}
