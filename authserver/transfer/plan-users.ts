import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { UserRow } from '../store/tables.ts'
import { endGrantsOf, forgetConsentsOf } from '../tokens/grants.ts'
import { newUser } from '../users/manage-users.ts'
import type { Passwords } from '../users/passwords.ts'
import { endSessionsOf } from '../users/users.ts'
import { compareRows } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { Database } from '../store/database.ts'
import type { UserEntry } from './user-entry.ts'

/** What becomes of the users. Another password or another `sub` ends sessions and tokens. */
export async function planUsers(
  sandbox: Sandbox,
  rows: readonly UserRow[],
  entries: readonly UserEntry[],
  mode: 'merge' | 'replace',
  passwords: Pick<Passwords, 'hash' | 'verify'>,
): Promise<Plan<Database> & { subs: string[] }> {
  const known = new Map(rows.map((row) => [row.username, row]))
  const pairs = await Promise.all(
    entries.map(async (entry) => {
      const before = known.get(entry.username)
      return { before, row: await wantedRow(sandbox, entry, before, passwords) }
    }),
  )
  const names = new Set(entries.map(({ username }) => username))
  const gone = mode === 'merge' ? [] : rows.filter(({ username }) => !names.has(username))
  const { created, changed } = compareRows(pairs, told)
  const stay = rows.filter((row) => !names.has(row.username) && !gone.includes(row))
  return {
    changes: [
      ...created.map((row) => change(row, 'created')),
      ...changed.map(({ row, members }) => change(row, 'changed', members)),
      ...gone.map((row) => change(row, 'deleted')),
    ],
    unchanged: entries.length - created.length - changed.length,
    notes: pairs.flatMap(({ row, before }) =>
      before === undefined && row.password_hash === ''
        ? [{ part: 'users', name: row.username, message: 'cannot sign in: set a password' }]
        : [],
    ),
    subs: [...stay, ...pairs.map(({ row }) => row)].map(({ sub }) => sub),
    async apply(work) {
      for (const { row, before } of changed) {
        const isSame = before.sub === row.sub && before.password_hash === row.password_hash
        if (isSame) continue
        await endSessionsOf(work, sandbox, before)
        await endGrantsOf(work, sandbox, before.sub)
      }
      const replaced = [...gone, ...changed.map(({ before }) => before)]
      for (const user of replaced) {
        await work
          .deleteFrom('users')
          .where('sandbox', '=', sandbox.id)
          .where('username', '=', user.username)
          .execute()
      }
      // Two may have exchanged their subs: all are out before one comes in.
      for (const row of [...changed.map(({ row }) => row), ...created]) {
        await work.insertInto('users').values(row).execute()
      }
      for (const user of gone) await endSessionsOf(work, sandbox, user)
      const former = changed.flatMap(({ row, before }) => (row.sub === before.sub ? [] : before))
      for (const { sub } of [...gone, ...former]) await forgetConsentsOf(work, sandbox, sub)
    },
  }
}

async function wantedRow(
  sandbox: Sandbox,
  { username, claims, roles, sub, password, passwordHash, totpSecret }: UserEntry,
  before: UserRow | undefined,
  passwords: Pick<Passwords, 'hash' | 'verify'>,
): Promise<UserRow> {
  const stored = before?.password_hash ?? ''
  const isSame =
    password !== undefined && stored !== '' && (await passwords.verify(password, stored))
  const password_hash =
    password === undefined || isSame ? (passwordHash ?? stored) : await passwords.hash(password)
  const row = before ?? newUser(sandbox, { username, claims, roles }, password_hash)
  const totp_secret = totpSecret === undefined ? row.totp_secret : totpSecret
  return {
    ...row,
    sub: sub ?? row.sub,
    password_hash,
    claims: JSON.stringify(claims),
    roles: JSON.stringify(roles),
    totp_secret,
    totp_step: totp_secret === row.totp_secret ? row.totp_step : 0,
  }
}

/** What a change of a user is told by. */
function told({ sub, claims, roles, password_hash, totp_secret }: UserRow): object {
  return {
    sub,
    claims: JSON.parse(claims) as object,
    roles: JSON.parse(roles) as string[],
    password: password_hash,
    totp: totp_secret,
  }
}

function change(
  { username: name }: UserRow,
  kind: 'created' | 'changed' | 'deleted',
  members: string[] = [],
): Imported['changes'][number] {
  return { part: 'users', name, change: kind, members }
}
