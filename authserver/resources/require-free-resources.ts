import { shown } from '@oauth-lab/kit/check-detail.ts'
import { check } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import type { Database } from '../store/database.ts'

/**
 * Requires that a client may register these resources by its own word alone (RFC 7591 §5): whoever has a
 * resource may introspect the tokens for it. Addresses of the lab are its own, and what one client has no
 * other takes. What the client itself has already stays.
 * @param work the transaction that stores them
 */
export async function requireFreeResources(
  exchange: Exchange,
  work: Database,
  clientId: string,
  resources: readonly string[],
): Promise<void> {
  if (resources.length === 0) return
  const { sandbox } = exchange
  const rows = await work
    .selectFrom('resources')
    .select(['resource', 'client_id'])
    .where('sandbox', '=', sandbox.id)
    .where('resource', 'in', resources)
    .execute()
  const kept = new Set(rows.filter((row) => row.client_id === clientId).map((row) => row.resource))
  const added = resources.filter((one) => !kept.has(one))
  const ofLab = added.filter((one) => one === sandbox.base || one.startsWith(`${sandbox.base}/`))
  const found = (list: readonly string[]) =>
    `Sent ${shown(list.join(' '))}. An initial access token of an administrator allows it.`
  check(exchange, 'registration.resource-elsewhere', ofLab.length === 0, () => found(ofLab))
  const taken = added.filter((one) => rows.some(({ resource }) => resource === one))
  check(exchange, 'registration.resource-free', taken.length === 0, () => found(taken))
}
