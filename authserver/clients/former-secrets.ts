import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { digest } from '../digest.ts'
import type { Database } from '../store/database.ts'

/** A secret that a client had before, good until it ends. */
export interface FormerSecret {
  readonly secret: string
  /** Milliseconds on the sandbox's clock. */
  readonly expiresAt: number
}

/** The former secrets of a client, those that have ended too. */
export async function findFormerSecrets(
  db: Database,
  sandbox: Sandbox,
  clientId: string,
): Promise<FormerSecret[]> {
  const rows = await db
    .selectFrom('former_secrets')
    .select(['secret', 'expires_at'])
    .where('sandbox', '=', sandbox.id)
    .where('client_id', '=', clientId)
    .execute()
  return rows.map(({ secret, expires_at }) => ({ secret, expiresAt: expires_at }))
}

/**
 * Has the secret that a client had before stay good for a while, beside those before it.
 * @param lifetime seconds; with 0 it ends now, and so do all former ones
 */
export async function keepFormerSecret(
  work: Database,
  sandbox: Sandbox,
  clientId: string,
  { secret, lifetime }: { secret: string; lifetime: number },
): Promise<void> {
  if (lifetime === 0) return endFormerSecrets(work, sandbox, [clientId])
  const expires_at = sandbox.clock.now() + lifetime * 1000
  await work
    .insertInto('former_secrets')
    .values({
      sandbox: sandbox.id,
      client_id: clientId,
      secret_hash: digest(secret),
      secret,
      expires_at,
    })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'client_id', 'secret_hash']).doUpdateSet({ expires_at }),
    )
    .execute()
}

/** Ends every former secret of clients. */
export async function endFormerSecrets(
  work: Database,
  sandbox: Sandbox,
  clientIds: readonly string[],
): Promise<void> {
  await work
    .deleteFrom('former_secrets')
    .where('sandbox', '=', sandbox.id)
    .where('client_id', 'in', clientIds)
    .execute()
}
