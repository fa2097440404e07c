import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Roles } from './roles.ts'

/**
 * The client of that name which the lab made itself: one that registered itself under the name is none,
 * however many there are.
 */
export async function ownClient(
  roles: Roles,
  sandbox: Sandbox,
  client_name: string,
): Promise<ClientInfo | undefined> {
  const query = new URLSearchParams({ client_name, self_registered: 'false', limit: '1' })
  const path = `clients?${query.toString()}`
  const [client] = await roles.call<ClientInfo[]>(sandbox, 'authserver', 'GET', path)
  return client
}
