import { shown } from '@oauth-lab/kit/check-detail.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { Session } from '../interaction/sessions.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { GrantRow } from '../store/tables.ts'
import { newGrantId } from '../tokens/grants.ts'
import { findSubject, readUser } from '../users/users.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { answerOf } from './respond.ts'
import type { Answer } from './response-modes/response-modes.ts'
import { responseTypes } from './response-types/response-types.ts'

const insertGrant = statement<DatabaseTables, Omit<GrantRow, 'revoked_at'>>((db, slot) =>
  db.insertInto('grants').values({
    sandbox: slot('sandbox'),
    grant_id: slot('grant_id'),
    client_id: slot('client_id'),
    sub: slot('sub'),
    scope: slot('scope'),
    resource: slot('resource'),
    authentication: slot('authentication'),
    created_at: slot('created_at'),
    revoked_at: null,
  }),
)

/** Stores what the user allowed as a grant and answers as the response type has it (RFC 6749 §4.1.2). */
export async function finishAuthorization(
  exchange: Exchange,
  wanted: AuthorizationRequest,
  session: Session,
  allowed: string[],
): Promise<Answer> {
  const { server, sandbox } = exchange
  const { clientId, parameters } = wanted
  const user = session.user ?? (await userOf(exchange, session.sub))
  requireThat(exchange, 'session.user', user !== undefined)
  const change = await callHook(exchange, 'afterAuthenticate', {
    clientId,
    parameters,
    scopes: allowed,
    user,
  })
  const scopes = allowed.filter((scope) => change?.scopes?.includes(scope) ?? true)
  // An answer can't say that nothing was granted of what was asked for (RFC 6749 §5.1).
  const isSome = scopes.length > 0 || wanted.scopes.length === 0
  requireThat(exchange, 'consent.some-scope', isSome, `Allowed: ${shown(allowed.join(' '))}.`)
  const grantId = newGrantId(sandbox)
  // Without its code a grant is good for nothing, so the two need no transaction.
  await insertGrant(server.db, {
    sandbox: sandbox.id,
    grant_id: grantId,
    client_id: clientId,
    sub: user.sub,
    scope: scopes.join(' '),
    resource: wanted.resources.length > 0 ? wanted.resources.join(' ') : null,
    authentication: JSON.stringify(session.authentication),
    created_at: sandbox.clock.now(),
  })
  const type = responseTypes.find(({ name }) => name === wanted.responseType)!
  return answerOf(exchange, wanted, await type.answer(exchange, wanted, grantId))
}

async function userOf({ server, sandbox }: Exchange, sub: string): Promise<HookUser | undefined> {
  const row = await findSubject(server.db, sandbox, sub)
  return row && readUser(row)
}
