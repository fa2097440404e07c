import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { publicKey } from '../keys/signing-keys.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'
import type { SigningKeyRow } from '../store/tables.ts'
import type { ReadKey } from './key-entry.ts'
import { compareRows, differences } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { Database } from '../store/database.ts'

/**
 * What becomes of the signing keys. A key that the file puts in a state takes it from the one before,
 * which is retired: what it signed can be verified until it ends. What a family lacks is made.
 * @param missing makes what is missing; undefined while nothing is made
 * @throws ConfigurationError when a kid is another key's
 */
export async function planKeys(
  sandbox: Sandbox,
  rows: readonly SigningKeyRow[],
  entries: readonly ReadKey[],
  mode: 'merge' | 'replace',
  missing: SigningKeys['missing'] | undefined,
): Promise<Plan<Database>> {
  const known = new Map(rows.map((row) => [row.kid, row]))
  refuseOthers(entries, known)
  const brought = entries.flatMap((entry) => wantedRow(sandbox, entry, known.get(entry.kid)))
  // A file without private keys says nothing that could replace those that are there.
  const kept =
    mode === 'replace' && brought.length > 0
      ? []
      : rows
          .filter(({ kid }) => !brought.some((row) => row.kid === kid))
          .map((row) => (brought.some((one) => displaces(one, row)) ? retired(sandbox, row) : row))
  const all = [...brought, ...kept]
  const made = brought.length > 0 ? ((await missing?.(sandbox, all)) ?? []) : []
  const wanted = [...all, ...made]
  const pairs = wanted.map((row) => ({ row, before: known.get(row.kid) }))
  const { created, changed } = compareRows(pairs, told)
  const differs = new Set(changed.map(({ row }) => row.kid))
  const gone = rows.filter(({ kid }) => !wanted.some((row) => row.kid === kid))
  return {
    changes: [
      ...created.map((row) => change(row, 'created')),
      ...changed.map(({ row, members }) => change(row, 'changed', members)),
      ...gone.map((row) => change(row, 'deleted')),
    ],
    unchanged: brought.filter((row) => !differs.has(row.kid) && known.has(row.kid)).length,
    notes: entries.flatMap(({ kid, jwk }) =>
      jwk !== undefined || known.has(kid)
        ? []
        : [{ part: 'keys', name: kid, message: 'is left out: the file has no private key of it' }],
    ),
    async apply(work) {
      const own = gone.map(({ kid }) => kid)
      if (own.length > 0) {
        await work
          .deleteFrom('signing_keys')
          .where('sandbox', '=', sandbox.id)
          .where('kid', 'in', own)
          .execute()
      }
      for (const { row } of changed) {
        const { state, created_at, last_expiry, signs_since, retired_at } = row
        await work
          .updateTable('signing_keys')
          .set({ state, created_at, last_expiry, signs_since, retired_at })
          .where('sandbox', '=', sandbox.id)
          .where('kid', '=', row.kid)
          .execute()
      }
      if (created.length > 0) await work.insertInto('signing_keys').values(created).execute()
    },
  }
}

function refuseOthers(entries: readonly ReadKey[], known: Map<string, SigningKeyRow>): void {
  const problems = entries.flatMap(({ kid, jwk }, at) => {
    const row = known.get(kid)
    if (row === undefined || jwk === undefined) return []
    const shown = publicKey({ ...row, jwk: JSON.stringify(jwk) })
    return differences(publicKey(row), shown).length === 0
      ? []
      : [{ path: `keys.${at}.kid`, message: 'is the kid of another key' }]
  })
  if (problems.length > 0) throw new ConfigurationError('The document is not valid.', problems)
}

/** The row of a key, where its private part is known. */
function wantedRow(
  sandbox: Sandbox,
  { kid, family, state, jwk, createdAt, lastExpiry, ...dates }: ReadKey,
  before: SigningKeyRow | undefined,
): SigningKeyRow[] {
  const text = before?.jwk ?? (jwk && JSON.stringify(jwk))
  if (text === undefined) return []
  const now = sandbox.clock.now()
  const at = createdAt === undefined ? now : Date.parse(createdAt)
  /** Of a state that begins with the file, where that says no time: when it begins. */
  const timeOf = (told: string | undefined, kept: number | null | undefined, begins: number) => {
    if (told !== undefined) return Date.parse(told)
    return kept !== undefined && state === before?.state ? kept : (kept ?? begins)
  }
  const until = lastExpiry === undefined ? 0 : Date.parse(lastExpiry)
  return [
    {
      sandbox: sandbox.id,
      kid,
      family,
      state,
      jwk: text,
      created_at: createdAt === undefined ? (before?.created_at ?? at) : at,
      last_expiry: Math.max(until, before?.last_expiry ?? 0),
      signs_since:
        state === 'next' ? null : timeOf(dates.signsSince, before?.signs_since, before ? now : at),
      retired_at: state === 'retired' ? timeOf(dates.retiredAt, before?.retired_at, now) : null,
    },
  ]
}

function displaces(one: SigningKeyRow, other: SigningKeyRow): boolean {
  return one.state !== 'retired' && one.state === other.state && one.family === other.family
}

function retired({ clock }: Sandbox, row: SigningKeyRow): SigningKeyRow {
  return { ...row, state: 'retired', retired_at: clock.now() }
}

function told({ state, created_at, last_expiry, signs_since, retired_at }: SigningKeyRow): object {
  return {
    state,
    createdAt: created_at,
    lastExpiry: last_expiry,
    signsSince: signs_since,
    retiredAt: retired_at,
  }
}

function change(
  { kid: name }: SigningKeyRow,
  kind: 'created' | 'changed' | 'deleted',
  members: string[] = [],
): Imported['changes'][number] {
  return { part: 'keys', name, change: kind, members }
}
