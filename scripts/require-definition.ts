import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import type { Configuration, ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { CommandFailure } from './command-line/command.ts'

/** The definition of the lab's own authorization server; undefined where nobody has set it up. */
export async function findDefinition({
  config,
}: ControlClient): Promise<Configuration | undefined> {
  try {
    return await config.get()
  } catch (error) {
    if (error instanceof ControlError && error.status === 404) return undefined
    throw error
  }
}

/** Where to create what a blank lab begins without. */
export function portalOf({ base }: Pick<ControlClient, 'base'>): string {
  return `${base}/authserver/admin/`
}

/**
 * Requires that the lab's own authorization server has a definition: without one it makes no tokens.
 * @throws CommandFailure that says where to create one
 */
export async function requireDefinition(control: ControlClient): Promise<void> {
  if ((await findDefinition(control)) !== undefined) return
  throw new CommandFailure(
    `the authorization server has no definition yet; create one at ${portalOf(control)}`,
  )
}
