import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
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
  exchange: Exchange,
  wanted: AuthorizationRequest,
  session: Session | undefined,
): Promise<unknown> {
  const { sandbox } = exchange
  const id = sandbox.random.token(16)
  const progress: Progress = session === undefined ? {} : { sub: session.sub }
  await exchange.server.db
    .insertInto('interactions')
    .values({
      sandbox: sandbox.id,
      interaction_id: id,
      browser_hash: digest(browserSecret(exchange)),
      request: JSON.stringify(wanted),
      progress: JSON.stringify(progress),
      expires_at: sandbox.clock.now() + timeout,
    })
    .execute()
  return exchange.reply
    .header('cache-control', 'no-store')
    .redirect(interactionPath(exchange, id), 303)
}

export function interactionPath(exchange: Exchange, id: string): string {
  return `${exchange.sandbox.prefix}/authserver/interaction/${id}`
}

/** The interaction of the address, if this browser began it and it is not over. */
export async function requireInteraction(exchange: Exchange): Promise<Interaction> {
  const { id } = exchange.request.params as { id: string }
  const row = await exchange.server.db
    .selectFrom('interactions')
    .selectAll()
    .where('sandbox', '=', exchange.sandbox.id)
    .where('interaction_id', '=', id)
    .where('browser_hash', '=', digest(knownBrowserSecret(exchange) ?? ''))
    .where('expires_at', '>', exchange.sandbox.clock.now())
    .executeTakeFirst()
  requireThat(exchange, 'interaction.known', row !== undefined)
  return {
    id,
    wanted: JSON.parse(row.request) as AuthorizationRequest,
    progress: JSON.parse(row.progress) as Progress,
  }
}

export async function saveProgress(
  exchange: Exchange,
  { id, progress }: Interaction,
): Promise<void> {
  await exchange.server.db
    .updateTable('interactions')
    .set({ progress: JSON.stringify(progress) })
    .where('sandbox', '=', exchange.sandbox.id)
    .where('interaction_id', '=', id)
    .execute()
}

/** Ends an interaction; of several answers to the same page one alone gets to go on. */
export async function endInteraction(exchange: Exchange, id: string): Promise<void> {
  const ended = await exchange.server.db
    .deleteFrom('interactions')
    .where('sandbox', '=', exchange.sandbox.id)
    .where('interaction_id', '=', id)
    .returning('interaction_id')
    .executeTakeFirst()
  requireThat(exchange, 'interaction.open', ended !== undefined)
}
