import type { Exchange } from '../exchange.ts'

/** Everything that a user allowed and is not asked for again. */
export function consentsOf({ server, sandbox }: Exchange, sub: string) {
  return server.db
    .selectFrom('user_consents')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .orderBy('client_id')
    .orderBy('resource')
    .execute()
}

/** Ends what a user allowed a client. The user is asked again, and every token of it is dead. */
export async function endConsent(
  { server, sandbox }: Exchange,
  sub: string,
  clientId: string,
): Promise<void> {
  await server.db.transaction().execute(async (work) => {
    await work
      .deleteFrom('user_consents')
      .where('sandbox', '=', sandbox.id)
      .where('sub', '=', sub)
      .where('client_id', '=', clientId)
      .execute()
    await work
      .updateTable('grants')
      .set({ revoked_at: sandbox.clock.now() })
      .where('sandbox', '=', sandbox.id)
      .where('sub', '=', sub)
      .where('client_id', '=', clientId)
      .where('revoked_at', 'is', null)
      .execute()
  })
}
