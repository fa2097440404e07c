import type { Exchange } from '../exchange.ts'
import { findUser } from '../users/users.ts'
import { interactionIdOf, interactionPath, saveProgress } from './interactions.ts'
import type { Came } from '../tokens/authentication.ts'
import type { Interaction } from './interactions.ts'
import { beginSession } from './sessions.ts'

/** Requests about one interaction come one after the other. A seed repeats its id in another sandbox. */
export function inTurn(
  exchange: Exchange,
  work: () => Promise<unknown>,
  id = interactionIdOf(exchange),
): Promise<unknown> {
  const { server, sandbox } = exchange
  return server.turns.inTurn(`${sandbox.id}\0${id}`, work)
}

/** Begins the session of a user who showed all that was wanted, and shows the next page. */
export async function signedIn(
  exchange: Exchange,
  interaction: Interaction,
  username: string,
  came: Came,
): Promise<unknown> {
  const user = (await findUser(exchange.server.db, exchange.sandbox, username))!
  const session = await beginSession(exchange, user, came)
  const kept = session.authentication.sid !== undefined
  interaction.progress = kept ? { sub: user.sub } : { session }
  return goOn(exchange, interaction)
}

/** Keeps what the user has done, and shows the next page. */
export async function goOn(exchange: Exchange, interaction: Interaction): Promise<unknown> {
  await saveProgress(exchange, interaction)
  return exchange.reply.redirect(interactionPath(exchange, interaction.id), 303)
}
