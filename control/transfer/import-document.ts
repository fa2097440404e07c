import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import { transferParts } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Imported, ImportDocument } from '@oauth-lab/kit/admin/transfer-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { importedBy } from '@oauth-lab/kit/transfer/plan.ts'
import type { Roles } from '../roles.ts'
import { rolesOf } from './roles-of.ts'

/**
 * Brings each role to what a file's document says of it, once every role has said that it would take its part. The
 * secrets stand where they belong in it.
 * @throws ConfigurationError with the problems of all roles, AdminError as a role refuses
 */
export async function importDocument(
  roles: Roles,
  sandbox: Sandbox,
  document: unknown,
  how: Omit<ImportDocument, 'document' | 'passphrase'>,
): Promise<Imported> {
  const concerned = rolesOf(roles, how.only ?? transferParts)
  const wanted = { ...how, document: JSON.stringify(document) }
  const send = (role: ManagedRole, dryRun: boolean) =>
    roles.call<Imported>(sandbox, role, 'POST', 'import', { ...wanted, dryRun })
  const tried = await tryAll(concerned.map((role) => send(role, true)))
  if (how.dryRun) return importedBy(tried, true)
  const done: Imported[] = []
  for (const role of concerned) done.push(await send(role, false))
  return importedBy(done, false)
}

/** What all would change. @throws ConfigurationError with each problem told once, or what another error was */
export async function tryAll(trials: readonly Promise<Imported>[]): Promise<Imported[]> {
  const outcomes = await Promise.allSettled(trials)
  const problems = new Map<string, Problem>()
  let subject = ''
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue
    const error: unknown = outcome.reason
    if (!(error instanceof ConfigurationError)) throw error
    subject ||= error.message.split('\n', 1)[0]!
    for (const problem of error.problems)
      problems.set(`${problem.path}\n${problem.message}`, problem)
  }
  if (problems.size > 0) throw new ConfigurationError(subject, [...problems.values()])
  return outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
}
