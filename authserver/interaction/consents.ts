import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { Exchange } from '../exchange.ts'
import type { DatabaseTables } from '../server.ts'

const selectScope = statement<
  DatabaseTables,
  { sandbox: string; sub: string; clientId: string },
  { scope: string }
>((db, slot) =>
  db
    .selectFrom('consents')
    .select('scope')
    .where('sandbox', '=', slot('sandbox'))
    .where('sub', '=', slot('sub'))
    .where('client_id', '=', slot('clientId')),
)

/** Whether the user has allowed this client all these scopes before, and is not to be asked again. */
export async function hasConsent(
  exchange: Exchange,
  sub: string,
  { clientId, scopes, prompt }: AuthorizationRequest,
): Promise<boolean> {
  if (prompt.includes('consent')) return false
  const allowed = await allowedBefore(exchange, sub, clientId)
  return allowed !== undefined && scopes.every((scope) => allowed.includes(scope))
}

/** Remembers what the user allowed, besides what was allowed before. */
export async function rememberConsent(
  exchange: Exchange,
  sub: string,
  clientId: string,
  scopes: string[],
): Promise<void> {
  const before = (await allowedBefore(exchange, sub, clientId)) ?? []
  const scope = [...new Set([...before, ...scopes])].join(' ')
  const { server, sandbox } = exchange
  await server.db
    .insertInto('consents')
    .values({ sandbox: sandbox.id, sub, client_id: clientId, scope })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'sub', 'client_id']).doUpdateSet({ scope }),
    )
    .execute()
}

async function allowedBefore(
  { server, sandbox }: Exchange,
  sub: string,
  clientId: string,
): Promise<string[] | undefined> {
  const [row] = await selectScope(server.db, { sandbox: sandbox.id, sub, clientId })
  return row?.scope.split(' ')
}
