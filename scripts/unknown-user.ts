import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'

/**
 * Says that there is no such user, and who there is; undefined for a user that exists. Of an external
 * authorization server nobody knows its users.
 */
export async function describeUnknownUser(
  { users }: ControlClient,
  username: string,
): Promise<string | undefined> {
  const all = await users.list().catch(() => undefined)
  const names = all?.map((user) => user.username)
  if (names === undefined || names.includes(username)) return undefined
  const near = nearest(username, names)
  const some = [...names.slice(0, 20), ...(names.length > 20 ? ['…'] : [])].join(', ')
  return `there is no user ${username}; ${near === undefined ? `there are ${some}` : `did you mean ${near}?`}`
}
