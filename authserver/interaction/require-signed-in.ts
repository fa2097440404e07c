import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { findSubject, readUser } from '../users/users.ts'
import type { Session } from './sessions.ts'

/** The user of a session, who may have been deleted since. */
export async function requireSignedIn(exchange: Exchange, session: Session): Promise<HookUser> {
  const user = session.user ?? (await userOf(exchange, session.sub))
  requireThat(exchange, 'session.user', user !== undefined)
  return user
}

async function userOf({ server, sandbox }: Exchange, sub: string): Promise<HookUser | undefined> {
  const row = await findSubject(server.db, sandbox, sub)
  return row && readUser(row)
}
