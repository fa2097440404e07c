import type { UserInfo, UserPage, UserQuestion } from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import type { UserRow } from '../store/tables.ts'
import { holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { readPage } from '@oauth-lab/kit/store/read-page.ts'

/** One page of the users that fit. */
export function findUsers(
  db: Database,
  sandbox: Sandbox,
  question: UserQuestion,
  show: (row: UserRow) => UserInfo,
): Promise<UserPage> {
  const { username, search, sort } = question
  let rows = db.selectFrom('users').selectAll().where('sandbox', '=', sandbox.id)
  if (username !== undefined) rows = rows.where('username', '=', username)
  if (search !== undefined) rows = rows.where(holdsPart(['username', 'sub', 'claims'], search))
  return readPage(rows, question, [sort, 'username'], show)
}
