import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { AuthServer } from '../server.ts'
import { browserSecret, knownBrowserSecret } from './browser.ts'
import type { Session } from './sessions.ts'

/** What the user has done so far in one authorization. */
export interface Progress {
  /** Who is signed in: the browser's session is good for this interaction while it is theirs. */
  sub?: string
  /** The password was right and a second factor is awaited: the user's name. */
  awaitsCode?: string
  /** The sign-in itself, where the server keeps no sessions. */
  session?: Session
}

/** An authorization request that waits for the user. */
export interface Interaction {
  id: string
  wanted: AuthorizationRequest
  progress: Progress
}

/** Milliseconds on the sandbox's clock that a user may take. */
const timeout = 3600_000

/**
 * Keeps the request and sends the browser to the pages.
 * @param session the one that is there already, if it will do
 */
export async function beginInteraction(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: AuthorizationRequest,
  session: Session | undefined,
): Promise<unknown> {
  const { sandbox } = request
  const id = sandbox.random.token(16)
  const progress: Progress = session === undefined ? {} : { sub: session.sub }
  await server.db
    .insertInto('interactions')
    .values({
      sandbox: sandbox.id,
      interaction_id: id,
      browser_hash: digest(browserSecret(request, reply)),
      request: JSON.stringify(wanted),
      progress: JSON.stringify(progress),
      expires_at: sandbox.clock.now() + timeout,
    })
    .execute()
  return reply.header('cache-control', 'no-store').redirect(interactionPath(request, id), 303)
}

export function interactionPath(request: FastifyRequest, id: string): string {
  return `${request.sandbox.prefix}/authserver/interaction/${id}`
}

/** The interaction of the address, if this browser began it and it is not over. */
export async function requireInteraction(
  server: AuthServer,
  request: FastifyRequest,
): Promise<Interaction> {
  const { id } = request.params as { id: string }
  const row = await server.db
    .selectFrom('interactions')
    .selectAll()
    .where('sandbox', '=', request.sandbox.id)
    .where('interaction_id', '=', id)
    .where('browser_hash', '=', digest(knownBrowserSecret(request) ?? ''))
    .where('expires_at', '>', request.sandbox.clock.now())
    .executeTakeFirst()
  requireThat(request, 'interaction.known', row !== undefined)
  return {
    id,
    wanted: JSON.parse(row.request) as AuthorizationRequest,
    progress: JSON.parse(row.progress) as Progress,
  }
}

export async function saveProgress(
  server: AuthServer,
  request: FastifyRequest,
  { id, progress }: Interaction,
): Promise<void> {
  await server.db
    .updateTable('interactions')
    .set({ progress: JSON.stringify(progress) })
    .where('sandbox', '=', request.sandbox.id)
    .where('interaction_id', '=', id)
    .execute()
}

/** Ends an interaction; of several answers to the same page one alone gets to go on. */
export async function endInteraction(
  server: AuthServer,
  request: FastifyRequest,
  id: string,
): Promise<void> {
  const ended = await server.db
    .deleteFrom('interactions')
    .where('sandbox', '=', request.sandbox.id)
    .where('interaction_id', '=', id)
    .returning('interaction_id')
    .executeTakeFirst()
  requireThat(request, 'interaction.known', ended !== undefined)
}
