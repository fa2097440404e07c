import type {
  BrowserSessionPage,
  BrowserSessionQuestion,
} from '@oauth-lab/kit/admin/browser-session-list-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { sql } from 'kysely'
import type { Database } from '../store/database.ts'
import { holds, holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'

/** One page of the sessions of users that fit. */
export function findSessions(
  db: Database,
  sandbox: Sandbox,
  question: BrowserSessionQuestion,
): Promise<BrowserSessionPage> {
  const { user, client, state, search, sort } = question
  const now = sandbox.clock.now()
  let rows = db.selectFrom('sessions').selectAll().where('sandbox', '=', sandbox.id)
  if (user !== undefined) {
    rows = rows.where(({ or, eb }) => or([eb('username', '=', user), eb('sub', '=', user)]))
  }
  if (client !== undefined) {
    rows = rows.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('grants')
          .select('grants.grant_id')
          .whereRef('grants.sandbox', '=', 'sessions.sandbox')
          .whereRef('grants.sub', '=', 'sessions.sub')
          .where('grants.client_id', '=', client)
          .where(
            holds(
              sql.ref('grants.authentication'),
              sql`'"sid":"' || ${sql.ref('sessions.sid')} || '"'`,
            ),
          ),
      ),
    )
  }
  if (state !== undefined) rows = rows.where('expires_at', state === 'live' ? '>' : '<=', now)
  if (search !== undefined) rows = rows.where(holdsPart(['username', 'sub', 'sid'], search))
  return readPage(rows, question, [columns[sort], 'sid'], (row) => ({
    id: row.sid,
    state: row.expires_at > now ? ('live' as const) : ('expired' as const),
    user: row.username,
    sub: row.sub,
    amr: JSON.parse(row.amr) as string[],
    signedInAt: isoTime(row.auth_time * 1000),
    expiresAt: isoTime(row.expires_at),
  }))
}

const columns = {
  signedIn: 'auth_time',
  expires: 'expires_at',
  user: 'username',
} as const satisfies Record<BrowserSessionQuestion['sort'], string>
