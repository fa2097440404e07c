import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  BrowserSession,
  BrowserSessionDocument,
} from '@oauth-lab/kit/admin/browser-session-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Exchange } from '../exchange.ts'
import { openManaged } from './open-managed.ts'
import { cookieOptions, sessionCookie, storeSession } from '../interaction/sessions.ts'
import type { AuthServer } from '../server.ts'
import type { UserRow } from '../store/tables.ts'
import { findUser } from '../users/users.ts'

/** `POST browser-sessions`: signs a user in without a page, and gives the cookie. */
export function browserSessionRoute(api: FastifyInstance, server: AuthServer): void {
  const schema = { body: BrowserSessionDocument, response: { 201: BrowserSession } }
  api.post('/browser-sessions', { schema }, async (request, reply) => {
    const wanted = readDocument(BrowserSessionDocument, request.body)
    const exchange = await openManaged(server, request, reply)
    const { sandbox, configuration } = exchange
    if (!configuration.sessions) {
      throw new AdminError(409, 'no_sessions', 'The configuration has sessions off.')
    }
    const user = await requireUser(exchange, wanted)
    const since = sandbox.clock.seconds() - wanted.age
    const { cookie, sid, expiresAt } = await storeSession(exchange, user, {
      amr: wanted.amr,
      auth_time: since,
    })
    const answer: BrowserSession = {
      cookie: `${sessionCookie(exchange)}=${cookie}`,
      sid,
      expiresAt: new Date(expiresAt).toISOString(),
      storageState: storageStateOf(exchange, cookie),
    }
    return reply.code(201).header('cache-control', 'no-store').send(answer)
  })
}

async function requireUser(
  { server, sandbox, configuration }: Exchange,
  { user: username, age }: { user: string; age: number },
): Promise<UserRow> {
  const user = await findUser(server.db, sandbox, username)
  const problems: Problem[] = []
  if (user === undefined) problems.push({ path: 'user', message: 'there is no such user' })
  const { sessionLifetime } = configuration
  if (age >= sessionLifetime) {
    const message = `a session ends after ${sessionLifetime} s (sessionLifetime)`
    problems.push({ path: 'age', message })
  }
  if (problems.length > 0) throw new ConfigurationError('Nobody can be signed in so.', problems)
  return user!
}

/** As Playwright takes it; -1 is a cookie that ends with the browser. */
function storageStateOf(exchange: Exchange, value: string): BrowserSession['storageState'] {
  const { path, secure, httpOnly, sameSite } = cookieOptions(exchange)
  const domain = new URL(exchange.sandbox.origin).hostname
  const cookie = { name: sessionCookie(exchange), value, domain, path, expires: -1 }
  const site = sameSite === 'none' ? ('None' as const) : ('Lax' as const)
  return { cookies: [{ ...cookie, httpOnly, secure, sameSite: site }], origins: [] }
}
