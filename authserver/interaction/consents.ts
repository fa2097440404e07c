import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import type { Database } from '../server.ts'

/** Whether the user has allowed this client all these scopes before, and is not to be asked again. */
export async function hasConsent(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  { clientId, scopes, prompt }: AuthorizationRequest,
): Promise<boolean> {
  if (prompt.includes('consent')) return false
  const allowed = await allowedBefore(db, sandbox, sub, clientId)
  return allowed !== undefined && scopes.every((scope) => allowed.includes(scope))
}

/** Remembers what the user allowed, besides what was allowed before. */
export async function rememberConsent(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  clientId: string,
  scopes: string[],
): Promise<void> {
  const before = (await allowedBefore(db, sandbox, sub, clientId)) ?? []
  const scope = [...new Set([...before, ...scopes])].join(' ')
  await db
    .insertInto('consents')
    .values({ sandbox: sandbox.id, sub, client_id: clientId, scope })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'sub', 'client_id']).doUpdateSet({ scope }),
    )
    .execute()
}

async function allowedBefore(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  clientId: string,
): Promise<string[] | undefined> {
  const row = await db
    .selectFrom('consents')
    .select('scope')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  return row?.scope.split(' ')
}
