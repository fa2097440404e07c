import { createHash } from 'node:crypto'
import type {
  LocalUserInfo,
  LocalUserPage,
  LocalUserQuestion,
} from '@oauth-lab/kit/admin/local-user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { holds, holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'
import { sql } from 'kysely'
import type { Exchange } from '../exchange.ts'
import type { Database, Tables } from '../store/tables.ts'
import type { Delegated } from './delegate.ts'

type Row = Tables['local_users']

/** Milliseconds on the sandbox's clock for which the last use of a user is told roughly. */
const minute = 60_000

/** Keeps as whom a request runs: a user who is new, or changed, or was not seen for a minute. */
export async function keepLocalUser(
  db: Database,
  { sandbox, definition }: Pick<Exchange, 'sandbox' | 'definition'>,
  { user: { username, roles, attributes }, subject }: Delegated,
  client: string | undefined,
): Promise<void> {
  const now = sandbox.clock.now()
  const id = idOf(username)
  const row = {
    username,
    roles: JSON.stringify(roles),
    attributes: JSON.stringify(attributes),
    issuer: definition.issuer,
    subject,
    client_id: client ?? null,
    used_at: now,
  }
  const kept = await findRow(db, sandbox, id)
  if (kept !== undefined && isSame(kept, row) && Math.abs(now - kept.used_at) < minute) return
  await db
    .insertInto('local_users')
    .values({ sandbox: sandbox.id, user_id: id, made_at: now, ...row })
    .onConflict((conflict) => conflict.columns(['sandbox', 'user_id']).doUpdateSet(row))
    .execute()
}

/** One page of the local users that fit. */
export function listLocalUsers(
  db: Database,
  sandbox: Sandbox,
  question: LocalUserQuestion,
): Promise<LocalUserPage> {
  const { username, subject, role, search, sort } = question
  let rows = db.selectFrom('local_users').selectAll().where('sandbox', '=', sandbox.id)
  if (username !== undefined) rows = rows.where('username', '=', username)
  if (subject !== undefined) rows = rows.where('subject', '=', subject)
  if (role !== undefined) rows = rows.where(holds(sql.ref('roles'), sql.val(JSON.stringify(role))))
  if (search !== undefined) rows = rows.where(holdsPart(searched, search))
  return readPage(rows, question, [sort, 'user_id'], show)
}

const searched = ['username', 'subject', 'roles', 'attributes'] as const

export async function findLocalUser(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<LocalUserInfo | undefined> {
  const row = await findRow(db, sandbox, id)
  return row && show(row)
}

/** Deletes a local user; the next request of the same user makes one anew. */
export async function removeLocalUser(db: Database, sandbox: Sandbox, id: string): Promise<void> {
  await db
    .deleteFrom('local_users')
    .where('sandbox', '=', sandbox.id)
    .where('user_id', '=', id)
    .execute()
}

/** A name may hold what a path can't. */
function idOf(username: string): string {
  return createHash('sha256').update(username).digest('base64url').slice(0, 22)
}

function findRow(db: Database, sandbox: Sandbox, id: string): Promise<Row | undefined> {
  return db
    .selectFrom('local_users')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('user_id', '=', id)
    .executeTakeFirst()
}

function isSame(kept: Row, row: Omit<Row, 'sandbox' | 'user_id' | 'made_at'>): boolean {
  const names = ['roles', 'attributes', 'issuer', 'subject', 'client_id'] as const
  return names.every((name) => kept[name] === row[name])
}

function show(row: Row): LocalUserInfo {
  return {
    id: row.user_id,
    username: row.username,
    roles: JSON.parse(row.roles) as string[],
    attributes: JSON.parse(row.attributes) as Record<string, unknown>,
    issuer: row.issuer,
    subject: row.subject,
    client: row.client_id,
    madeAt: isoTime(row.made_at),
    usedAt: isoTime(row.used_at),
  }
}
