import { messages } from '@oauth-lab/explain/catalogue/messages.ts'
import type { RouteEntry } from '@oauth-lab/kit/http/app.ts'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import { hintFor } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Roles } from '../roles.ts'

/**
 * Refuses an intervention for messages that no role serves: it would never act.
 * @throws ConfigurationError
 */
export async function requireMessage(
  roles: Roles,
  sandbox: Sandbox,
  { match: { role, message } = {} }: InterventionDocument,
): Promise<void> {
  if (message === undefined) return
  const tables = await roles.each((each) =>
    roles.call<RouteEntry[]>(sandbox, each, 'GET', 'routes'),
  )
  const passing = managedRoles.filter(
    (each) => roles.isOwn(each) && roles.isRecorded(sandbox, each),
  )
  const served = managedRoles
    .filter((each) => role === undefined || each === role)
    .flatMap((each) =>
      // What a program serves is known by what the field calls it.
      passing.includes(each)
        ? sentTo(each)
        : (tables[each] ?? []).flatMap((route) => route.message ?? []),
    )
  const known = [...new Set(served)]
  if (known.includes(message)) return
  throw new ConfigurationError('The document is not valid.', [
    { path: 'match.message', message: `no role serves such a message; ${hintFor(message, known)}` },
  ])
}

function sentTo(role: ManagedRole): string[] {
  return messages.filter(({ to }) => to === role).map(({ id }) => id)
}
