import type { FastifyReply, FastifyRequest } from 'fastify'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { digest } from '../digest.ts'
import type { AuthServer, DatabaseTables } from '../server.ts'
import type { SessionRow } from '../store/schema.ts'
import { acrOf } from '../tokens/authentication.ts'
import type { Authentication } from '../tokens/authentication.ts'

/** A user who is signed in at this server in this browser. */
export interface Session {
  sub: string
  username: string
  authentication: Authentication
}

const cookieName = '__Secure-authserver-session'

const selectLive = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  SessionRow
>((db, slot) =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('sandbox', '=', slot('sandbox'))
    .where('session_hash', '=', slot('hash'))
    .where('expires_at', '>', slot('now')),
)

/** The browser's live session, if sessions are on. */
export async function findSession(
  server: AuthServer,
  request: FastifyRequest,
): Promise<Session | undefined> {
  const { sandbox } = request
  const cookie = request.cookies[cookieName]
  const { sessions } = await configurationOf(server.db, sandbox)
  if (cookie === undefined || !sessions) return undefined
  const [row] = await selectLive(server.db, {
    sandbox: sandbox.id,
    hash: digest(cookie),
    now: sandbox.clock.now(),
  })
  if (row === undefined) return undefined
  const amr = JSON.parse(row.amr) as string[]
  const authentication = { auth_time: row.auth_time, amr, acr: acrOf(amr), sid: row.sid }
  return { sub: row.sub, username: row.username, authentication }
}

/**
 * Begins a session for a user who has just signed in, under a fresh id; without sessions the sign-in
 * is good for this authorization alone.
 */
export async function beginSession(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  user: { sub: string; username: string },
  amr: string[],
): Promise<Session> {
  const { sandbox } = request
  const { sub, username } = user
  const auth_time = sandbox.clock.seconds()
  const { sessions, sessionLifetime } = await configurationOf(server.db, sandbox)
  if (!sessions) return { sub, username, authentication: { auth_time, amr, acr: acrOf(amr) } }
  await endSession(server, request, reply)
  const cookie = sandbox.random.token(32)
  const sid = sandbox.random.id('s-')
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
      expires_at: sandbox.clock.now() + sessionLifetime * 1000,
    })
    .execute()
  reply.setCookie(cookieName, cookie, cookieOptions(request))
  return { sub, username, authentication: { auth_time, amr, acr: acrOf(amr), sid } }
}

/** Ends the browser's session. */
export async function endSession(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const cookie = request.cookies[cookieName]
  if (cookie === undefined) return
  await server.db
    .deleteFrom('sessions')
    .where('sandbox', '=', request.sandbox.id)
    .where('session_hash', '=', digest(cookie))
    .execute()
  reply.clearCookie(cookieName, cookieOptions(request))
}

/**
 * Cookies of this role: for its own path in this sandbox alone. They go with requests from other
 * sites, since authorization requests may be posted by, or be silent frames of, other sites.
 */
export function cookieOptions(request: FastifyRequest) {
  const path = `${request.sandbox.prefix}/authserver`
  return { path, secure: true, httpOnly: true, sameSite: 'none' as const }
}
