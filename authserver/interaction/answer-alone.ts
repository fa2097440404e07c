import { shown } from '@oauth-lab/kit/check-detail.ts'
import { cookieName } from '@oauth-lab/kit/http/cookies.ts'
import { standInCookie } from '@oauth-lab/kit/admin/stand-in.ts'
import type { StandIn } from '@oauth-lab/kit/admin/stand-in.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { letPass, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { acrOf } from '../tokens/authentication.ts'
import { findSubject, findUser } from '../users/users.ts'
import { rememberConsent, refuseDenied } from './consents.ts'
import { giveOrRefuse, outcomeOf } from './outcomes.ts'
import type { ElsewherePurpose } from './purpose.ts'
import { beginSession } from './sessions.ts'
import type { Session } from './sessions.ts'

/** A stand-in, or what the setting says; undefined where a person answers. */
export type Alone = Partial<StandIn> & { because: string }

/** Whether a request is answered without a person: control says so for this one, or a setting for all. */
export function aloneOf({ server, sandbox, request, configuration }: Exchange): Alone | undefined {
  const cookie = request.cookies[cookieName(standInCookie, sandbox)]
  const standIn = cookie && server.readStandIn(sandbox.base, cookie)
  if (standIn) return { ...standIn, because: 'The control API answered.' }
  return automatic({ configuration })
}

/** Who answers where no browser is: what the setting says. */
export function automatic({ configuration }: Pick<Exchange, 'configuration'>): Alone | undefined {
  if (configuration.interaction !== 'automatic') return undefined
  return { because: 'The setting interaction is automatic.' }
}

/**
 * Answers an authorization request in a person's place: signs in where nobody is, and allows. It is
 * told as a leniency.
 * @param session the browser's, if it will do
 */
export function answerAlone(
  exchange: Exchange,
  wanted: AuthorizationRequest,
  { username, deny, scopes: allowed = wanted.scopes, because }: Alone,
  session: Session | undefined,
): Promise<Answer> {
  tellAlone(exchange, because)
  const purpose = { kind: 'authorization', wanted } as const
  const outcome = outcomeOf(purpose)
  return giveOrRefuse(exchange, purpose, async () => {
    const user = await whoSignsIn(exchange, wanted, username, session)
    const scopes = wanted.scopes.filter((one) => one === 'openid' || allowed.includes(one))
    const some = scopes.length > 0 || wanted.scopes.length === 0
    if (deny || !some) refuseDenied(exchange)
    const mine = session?.sub === user.sub ? session : undefined
    const signedIn = mine ?? (await beginSession(exchange, user, { amr: ['pwd'] }))
    await rememberConsent(exchange, user.sub, wanted, scopes)
    return outcome.finish(exchange, purpose, signedIn, scopes)
  })
}

/**
 * Allows in the place of a person what a client asks for that gets its answer on a way of its own. It is told as
 * a leniency.
 */
export async function allowAlone(
  exchange: Exchange,
  purpose: ElsewherePurpose,
  { because, scopes }: Alone,
  { sub: hintedSub, amr = ['pwd'] }: { sub?: string; amr?: string[] } = {},
): Promise<void> {
  tellAlone(exchange, because)
  const hinted = hintedSub === undefined ? {} : { hintedSub }
  const { sub, username } = await whoSignsIn(exchange, hinted, undefined, undefined)
  const auth_time = exchange.sandbox.clock.seconds()
  const session = { sub, username, authentication: { auth_time, amr, acr: acrOf(amr) } }
  await outcomeOf(purpose).finish(exchange, purpose, session, scopes)
}

/** Tells as a leniency that nobody was asked. */
export function tellAlone(exchange: Exchange, because: string): void {
  letPass(exchange, 'interaction.person', because)
}

/** Whom control names, else the hints of the request, else who is there, else the setting. */
async function whoSignsIn(
  exchange: Exchange,
  { hintedSub, loginHint }: Partial<Pick<AuthorizationRequest, 'hintedSub' | 'loginHint'>>,
  told: string | undefined,
  session: Session | undefined,
): Promise<{ sub: string; username: string }> {
  const { server, sandbox, configuration } = exchange
  const hinted = told ?? loginHint
  const bySubject = hinted === undefined ? hintedSub : undefined
  if (hinted === undefined && bySubject === undefined && session !== undefined) return session
  const name = hinted ?? configuration.automaticUser
  const user =
    bySubject === undefined
      ? await findUser(server.db, sandbox, name)
      : await findSubject(server.db, sandbox, bySubject)
  const why = () => `Asked for ${shown(bySubject ?? name)}.`
  requireThat(exchange, 'interaction.automatic-user', user !== undefined, why)
  return user
}
