import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { listClients } from '../clients/list-clients.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { applyPlans } from '@oauth-lab/kit/transfer/plan.ts'
import type { AuthServer } from '../server.ts'
import type { Passwords } from '../users/passwords.ts'
import { planClients } from './plan-clients.ts'
import { planConfiguration } from './plan-configuration.ts'
import { planKeys } from './plan-keys.ts'
import { planUsers } from './plan-users.ts'
import type { Transfer } from './read-transfer.ts'

/** How a file is imported. */
export interface Importing {
  mode: 'merge' | 'replace'
  dryRun: boolean
  passwords: Pick<Passwords, 'hash' | 'verify'>
}

/**
 * Brings a sandbox to what a file says: all of it, or nothing where something is wrong.
 * @throws ConfigurationError when a kid is another key's, or a user's `sub` is another's
 */
export async function importTransfer(
  { server, sandbox }: { server: Pick<AuthServer, 'db' | 'keys'>; sandbox: Sandbox },
  { configuration, clients, users, keys }: Transfer,
  { mode, dryRun, passwords }: Importing,
): Promise<Imported> {
  const { db } = server
  const before = await configurationOf(db, sandbox)
  const [clientRows, userRows, keyRows] = await Promise.all([
    listClients(db, sandbox, {}),
    db.selectFrom('users').selectAll().where('sandbox', '=', sandbox.id).execute(),
    db.selectFrom('signing_keys').selectAll().where('sandbox', '=', sandbox.id).execute(),
  ])
  // What a dry run does not store is not made either.
  const hash = dryRun ? () => Promise.resolve('new') : passwords.hash
  const { verify } = passwords
  const ofClients = planClients(sandbox, clientRows, clients ?? [], clients ? mode : 'merge')
  const ofUsers = await planUsers(sandbox, userRows, users ?? [], users ? mode : 'merge', {
    hash,
    verify,
  })
  refuseRepeated(ofUsers.subs, ofClients.ids)
  const plans = [
    planConfiguration(sandbox, before, configuration),
    ofClients,
    ofUsers,
    await planKeys(
      sandbox,
      keyRows,
      keys ?? [],
      keys ? mode : 'merge',
      dryRun ? undefined : (place, rows) => server.keys.missing(place, rows),
    ),
  ]
  return applyPlans(db, sandbox, plans, dryRun)
}

/** Nobody may be taken for somebody else (RFC 9700 §4.15). */
function refuseRepeated(subs: readonly string[], clientIds: readonly string[]): void {
  const seen = new Set(clientIds)
  const repeated = new Set<string>()
  for (const sub of subs) {
    if (seen.has(sub)) repeated.add(sub)
    seen.add(sub)
  }
  if (repeated.size === 0) return
  const problems = [...repeated].map((sub) => ({
    path: 'users',
    message: `the sub ${sub} is that of another user, or a client_id (RFC 9700 §4.15)`,
  }))
  throw new ConfigurationError('The document is not valid.', problems)
}
