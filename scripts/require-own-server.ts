import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { CommandFailure } from './command-line/command.ts'

/**
 * Requires that the lab's own authorization server is in use: users, clients and tokens of another one are
 * not the lab's to give.
 * @param remedy what to do at the external one
 * @throws CommandFailure that names its issuer
 */
export async function requireOwnServer(control: ControlClient, remedy: string): Promise<void> {
  const { issuer, elsewhere, external } = await control.roles()
  if (!elsewhere && !external.includes('authserver')) return
  throw new CommandFailure(`the authorization server is an external one, ${issuer}: ${remedy}`)
}
