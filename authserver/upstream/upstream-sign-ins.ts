import { createHmac } from 'node:crypto'
import { requireThat } from '../checks.ts'
import { digest, secretsEqual } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { browserSecret, knownBrowserSecret } from '../interaction/browser.ts'
import type { Provider } from './providers.ts'

/** What a sign-in at another server is for: a page that waits, or a link that a user wants. */
export type Errand = { interactionId: string } | { sub: string }

/** What is sent along, and must fit what comes back. */
export interface Sent {
  state: string
  nonce: string
  verifier: string
}

/** Milliseconds on the sandbox's clock that a user may take there. */
const lifetime = 30 * 60_000

/** Keeps that a sign-in goes on at another server. */
export async function keepUpstreamSignIn(
  exchange: Exchange,
  { id }: Provider,
  errand: Errand,
): Promise<Sent> {
  const { sandbox, server } = exchange
  const state = sandbox.random.token(32)
  const secret = browserSecret(exchange)
  await server.db
    .insertInto('upstream_sign_ins')
    .values({
      sandbox: sandbox.id,
      state_hash: digest(state),
      provider: id,
      browser_hash: digest(secret),
      interaction_id: 'interactionId' in errand ? errand.interactionId : null,
      sub: 'sub' in errand ? errand.sub : null,
      expires_at: sandbox.clock.now() + lifetime,
      redeemed_at: null,
    })
    .execute()
  return sentWith(state, secret)
}

/** Nonce and verifier follow from state and browser: the store has neither. */
function sentWith(state: string, secret: string): Sent {
  const derive = (purpose: string) =>
    createHmac('sha256', secret).update(`upstream ${purpose} ${state}`).digest('base64url')
  return { state, nonce: derive('nonce'), verifier: derive('verifier') }
}

/** The sign-in whose state came back, in the browser and at the redirect URI of its provider. */
export async function requireUpstreamSignIn(
  exchange: Exchange,
  { id }: Provider,
  state: string,
): Promise<{ sent: Sent; errand: Errand }> {
  const { sandbox, server } = exchange
  const row = await server.db
    .selectFrom('upstream_sign_ins')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('state_hash', '=', digest(state))
    .where('expires_at', '>', sandbox.clock.now())
    .executeTakeFirst()
  requireThat(exchange, 'upstream-response.state-known', row)
  const secret = knownBrowserSecret(exchange)
  const isSame = secret !== undefined && secretsEqual(digest(secret), row.browser_hash)
  requireThat(exchange, 'upstream-response.this-browser', isSame)
  requireThat(exchange, 'upstream-response.of-provider', row.provider === id)
  const { interaction_id: interactionId, sub } = row
  const errand = interactionId === null ? { sub: sub! } : { interactionId }
  return { sent: sentWith(state, secret), errand }
}

/** Takes the state out: of several answers one alone goes on. */
export async function redeemUpstreamState(exchange: Exchange, { state }: Sent): Promise<void> {
  const { sandbox, server } = exchange
  const taken = await server.db
    .updateTable('upstream_sign_ins')
    .set({ redeemed_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('state_hash', '=', digest(state))
    .where('redeemed_at', 'is', null)
    .returning('state_hash')
    .executeTakeFirst()
  requireThat(exchange, 'upstream-response.state-unused', taken !== undefined)
}
