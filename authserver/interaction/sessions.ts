import { statement } from '@oauth-lab/kit/store/statement.ts'
import { cookieName, cookieProtection } from '@oauth-lab/kit/http/cookies.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { forgetBrowserState } from '../session-management/browser-state.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { SessionRow } from '../store/tables.ts'
import { readUser } from '../users/users.ts'
import type { UserColumns } from '../users/users.ts'
import { acrOf } from '../tokens/authentication.ts'
import type { Authentication, Came, Upstream } from '../tokens/authentication.ts'

/** A user who is signed in at this server in this browser. */
export interface Session {
  sub: string
  username: string
  authentication: Authentication
  /** Of its cookie, as it is stored; absent where the server keeps no sessions. */
  hash?: string
  /** The other server that signed the user in, where a log-out is to go on there. */
  upstream?: Upstream
  /** As read with the session; absent right after the sign-in. */
  user?: HookUser
}

const selectLive = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  Pick<SessionRow, 'sid' | 'auth_time' | 'amr' | 'upstream'> & UserColumns
>((db, slot) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', (join) =>
      join.onRef('users.sandbox', '=', 'sessions.sandbox').onRef('users.sub', '=', 'sessions.sub'),
    )
    .select(['sessions.sid', 'sessions.auth_time', 'sessions.amr', 'sessions.upstream'])
    .select(['users.sub', 'users.username', 'users.claims', 'users.roles'])
    .where('sessions.sandbox', '=', slot('sandbox'))
    .where('sessions.session_hash', '=', slot('hash'))
    .where('sessions.expires_at', '>', slot('now')),
)

/** The name of the cookie that holds a session. */
export function sessionCookie({ sandbox }: Pick<Exchange, 'sandbox'>): string {
  return cookieName('authserver-session', sandbox)
}

/** The browser's live session, if sessions are on. */
export async function findSession(exchange: Exchange): Promise<Session | undefined> {
  const { sandbox } = exchange
  const cookie = exchange.request.cookies[sessionCookie(exchange)]
  const { sessions } = exchange.configuration
  if (cookie === undefined || !sessions) return undefined
  const hash = digest(cookie)
  const now = sandbox.clock.now()
  const [row] = await selectLive(exchange.server.db, { sandbox: sandbox.id, hash, now })
  if (row === undefined) return undefined
  const amr = JSON.parse(row.amr) as string[]
  const authentication = { auth_time: row.auth_time, amr, acr: acrOf(amr), sid: row.sid }
  const user = readUser(row)
  return {
    sub: user.sub,
    username: user.username,
    authentication,
    hash,
    user,
    ...(row.upstream !== null && { upstream: JSON.parse(row.upstream) as Upstream }),
  }
}

/**
 * Begins a session for a user who has just signed in, under a new id. Without sessions the sign-in
 * is good for this authorization only.
 */
export async function beginSession(
  exchange: Exchange,
  user: { sub: string; username: string },
  { amr, auth_time = exchange.sandbox.clock.seconds(), upstream }: Came,
): Promise<Session> {
  const { sub, username } = user
  const authentication = { auth_time, amr, acr: acrOf(amr) }
  if (!exchange.configuration.sessions) return { sub, username, authentication }
  // The same user goes on in the same session, as the clients know it.
  const former = await findSession(exchange)
  const kept = former?.sub === sub ? former.authentication.sid : undefined
  await endSession(exchange)
  const { cookie, sid } = await storeSession(exchange, user, { amr, auth_time, upstream }, kept)
  exchange.reply.setCookie(sessionCookie(exchange), cookie, cookieOptions(exchange))
  return {
    sub,
    username,
    authentication: { ...authentication, sid },
    hash: digest(cookie),
  }
}

/** Stores a session, and returns the value of its cookie. */
export async function storeSession(
  { server, sandbox, configuration }: Exchange,
  { sub, username }: { sub: string; username: string },
  {
    amr,
    auth_time,
    upstream,
  }: Pick<Authentication, 'amr' | 'auth_time'> & {
    upstream?: Upstream | undefined
  },
  sid = sandbox.random.id('s-'),
): Promise<{ cookie: string; sid: string; expiresAt: number }> {
  const cookie = sandbox.random.token(32)
  const age = sandbox.clock.seconds() - auth_time
  const expiresAt = sandbox.clock.now() + (configuration.sessionLifetime - age) * 1000
  await server.db
    .insertInto('sessions')
    .values({
      sandbox: sandbox.id,
      session_hash: digest(cookie),
      sid,
      sub,
      username,
      auth_time,
      amr: JSON.stringify(amr),
      upstream: upstream === undefined ? null : JSON.stringify(upstream),
      expires_at: expiresAt,
    })
    .execute()
  return { cookie, sid, expiresAt }
}

/** Ends the browser's session. */
export async function endSession(exchange: Exchange): Promise<void> {
  const cookie = exchange.request.cookies[sessionCookie(exchange)]
  if (cookie === undefined) return
  await exchange.server.db
    .deleteFrom('sessions')
    .where('sandbox', '=', exchange.sandbox.id)
    .where('session_hash', '=', digest(cookie))
    .execute()
  exchange.reply.clearCookie(sessionCookie(exchange), cookieOptions(exchange))
  forgetBrowserState(exchange)
}

/**
 * Cookies of this role: for its own path in this sandbox alone. They go with requests from other
 * sites: those may post authorization requests, or send them in silent frames.
 */
export function cookieOptions(exchange: Exchange) {
  const path = `${exchange.sandbox.prefix}/authserver`
  return { path, httpOnly: true, ...cookieProtection(exchange.sandbox, 'none') }
}
