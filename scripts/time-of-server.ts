import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'

/** The time of the authorization server, seconds. */
export async function timeOfServer({ clock }: Pick<ControlClient, 'clock'>): Promise<number> {
  const { now, roles } = await clock.get()
  return Math.floor(Date.parse(roles.authserver?.now ?? now) / 1000)
}
