import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { browserSecret, knownBrowserSecret } from './browser.ts'
import { makeRoom } from './make-room.ts'
import type { Purpose } from './purpose.ts'
import { seal, unseal } from './sealed.ts'
import type { Session } from './sessions.ts'
import type { Came } from '../tokens/authentication.ts'

/** What the user has done so far in one interaction. */
export interface Progress {
  /** Who is signed in: the browser's session is good for this interaction while it is theirs. */
  sub?: string
  /** The first factor was right and a second one is awaited: the user's name. */
  awaitsCode?: string
  /** What the first factor was, where it was no password. */
  came?: Came
  /** The sign-in itself, where the server keeps no sessions. */
  session?: Session
}

/** Something that waits for the user: an authorization request, or a page of the user's own. */
export interface Interaction {
  id: string
  purpose: Purpose
  progress: Progress
  /** What came of it, for a while after its end. */
  answer: Answer | undefined
}

/** Milliseconds on the sandbox's clock that a user may take. */
const timeout = 3600_000

/** Milliseconds on the sandbox's clock for which a form that is sent again gets the same answer again. */
const repeatable = 60_000

/**
 * Keeps what the user is asked for and sends the browser to the pages.
 * @param session the one that is there already, if it will do
 * @param pushed hash of the reference of the pushed request, if it is one
 */
export async function beginInteraction(
  exchange: Exchange,
  purpose: Purpose,
  session?: Session,
  pushed?: string,
): Promise<unknown> {
  const { sandbox, server } = exchange
  const id = sandbox.random.token(16)
  const progress: Progress = session === undefined ? {} : { sub: session.sub }
  await makeRoom(exchange)
  await server.db
    .insertInto('interactions')
    .values({
      sandbox: sandbox.id,
      interaction_id: id,
      browser_hash: digest(browserSecret(exchange)),
      request: JSON.stringify(purpose),
      progress: JSON.stringify(progress),
      expires_at: sandbox.clock.now() + timeout,
      ended_at: null,
      answer: null,
      pushed_hash: pushed ?? null,
    })
    .execute()
  return showInteraction(exchange, { id, purpose })
}

/** Sends the browser to the first page of an interaction. */
export function showInteraction(
  exchange: Exchange,
  { id, purpose }: Pick<Interaction, 'id' | 'purpose'>,
): unknown {
  return exchange.reply
    .header('cache-control', 'no-store')
    .redirect(interactionPath(exchange, id) + firstPage(purpose), 303)
}

/** Where it begins: the client may have asked for an account first (OpenID Connect Prompt Create §4). */
function firstPage(purpose: Purpose): string {
  const isCreate = purpose.kind === 'authorization' && purpose.wanted.prompt.includes('create')
  return isCreate ? '/registration' : ''
}

/** The open interaction that this browser began by a pushed request. */
export async function findBegun(
  exchange: Exchange,
  pushed: string,
): Promise<Pick<Interaction, 'id' | 'purpose'> | undefined> {
  const row = await ofThisBrowser(exchange)
    .select(['interaction_id', 'request'])
    .where('pushed_hash', '=', pushed)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row && { id: row.interaction_id, purpose: JSON.parse(row.request) as Purpose }
}

export function interactionPath(exchange: Exchange, id: string): string {
  return `${exchange.sandbox.prefix}/authserver/interaction/${id}`
}

/** The id of the interaction whose page or form the request is for. */
export function interactionIdOf({ request }: Exchange): string {
  return (request.params as { id: string }).id
}

/**
 * The interaction of the address, or of another id, if this browser began it. It is not over, or was answered just
 * now.
 */
export async function requireInteraction(
  exchange: Exchange,
  { isForm, id = interactionIdOf(exchange) }: { isForm: boolean; id?: string },
): Promise<Interaction> {
  const secret = knownBrowserSecret(exchange) ?? ''
  const now = exchange.sandbox.clock.now()
  const row = await ofThisBrowser(exchange)
    .selectAll()
    .where('interaction_id', '=', id)
    .executeTakeFirst()
  requireThat(exchange, 'interaction.known', row !== undefined)
  const { ended_at: ended, answer } = row
  const isRepeatable = isForm && answer !== null && ended !== null && ended + repeatable > now
  const since = () => besideClock('It was answered', ended, exchange.sandbox.clock)
  requireThat(exchange, 'interaction.open', ended === null || isRepeatable, since)
  return {
    id,
    ...readRow(row),
    answer: isRepeatable ? (JSON.parse(unseal(secret, answer)) as Answer) : undefined,
  }
}

/** The same of that id, where nobody has answered; undefined for any other. */
export async function findOwnInteraction(
  exchange: Exchange,
  id: string,
): Promise<Interaction | undefined> {
  const row = await ofThisBrowser(exchange)
    .select(['request', 'progress'])
    .where('interaction_id', '=', id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row && { id, ...readRow(row), answer: undefined }
}

/** The interactions that this browser began and whose time is not over. */
function ofThisBrowser(exchange: Exchange) {
  const { server, sandbox } = exchange
  return server.db
    .selectFrom('interactions')
    .where('sandbox', '=', sandbox.id)
    .where('browser_hash', '=', digest(knownBrowserSecret(exchange) ?? ''))
    .where('expires_at', '>', sandbox.clock.now())
}

function readRow({ request, progress }: { request: string; progress: string }) {
  return { purpose: JSON.parse(request) as Purpose, progress: JSON.parse(progress) as Progress }
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
    .updateTable('interactions')
    .set({ ended_at: exchange.sandbox.clock.now() })
    .where('sandbox', '=', exchange.sandbox.id)
    .where('interaction_id', '=', id)
    .where('ended_at', 'is', null)
    .returning('interaction_id')
    .executeTakeFirst()
  requireThat(exchange, 'interaction.one-answer', ended !== undefined)
}

/** Keeps the answer, sealed for this browser: a form that is sent twice is answered twice. */
export async function keepAnswer(exchange: Exchange, id: string, answer: Answer): Promise<void> {
  const { sandbox, server } = exchange
  const sealed = seal(sandbox.random, knownBrowserSecret(exchange)!, JSON.stringify(answer))
  await server.db
    .updateTable('interactions')
    .set({ answer: sealed })
    .where('sandbox', '=', sandbox.id)
    .where('interaction_id', '=', id)
    .execute()
}
