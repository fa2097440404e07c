import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'

/** The secret that an identity provider gave this server (RFC 6749 §2.3.1); undefined where nobody told it. */
export async function findProviderSecret(
  db: Database,
  sandbox: Sandbox,
  provider: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('provider_secrets')
    .select('client_secret')
    .where('sandbox', '=', sandbox.id)
    .where('provider', '=', provider)
    .executeTakeFirst()
  return row?.client_secret
}

/** Keeps it, in the place of the one before. */
export async function keepProviderSecret(
  db: Database,
  sandbox: Sandbox,
  provider: string,
  client_secret: string,
): Promise<void> {
  await db
    .insertInto('provider_secrets')
    .values({ sandbox: sandbox.id, provider, client_secret })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'provider']).doUpdateSet({ client_secret }),
    )
    .execute()
}

/** Forgets the secrets of all but these: who comes later under an old name gets no secret of another one. */
export async function keepProviderSecretsOf(
  work: Database,
  sandbox: Sandbox,
  providers: readonly string[],
): Promise<void> {
  const others = work.deleteFrom('provider_secrets').where('sandbox', '=', sandbox.id)
  const gone = providers.length > 0 ? others.where('provider', 'not in', providers) : others
  await gone.execute()
}
