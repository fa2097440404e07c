import { messages } from '@oauth-lab/explain/catalogue/messages.ts'
import type { RecordingFilter } from '@oauth-lab/kit/admin/recording-filter.ts'
import type { UserInfo } from '@oauth-lab/kit/admin/user-document.ts'
import { hintFor } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Roles } from '../roles.ts'

/** A filter as it is meant in a sandbox. */
export interface Wanted extends Omit<RecordingFilter, 'user'> {
  /** The name and the subject of the user: a message has one of them. */
  users?: readonly string[]
}

/**
 * Reads what a filter means. A message that nobody knows would be waited for in vain.
 * @throws ConfigurationError when there is no such message
 */
export async function readFilter(
  roles: Roles,
  sandbox: Sandbox,
  { user, ...filter }: RecordingFilter,
): Promise<Wanted> {
  requireKnown(filter.message)
  return user === undefined ? filter : { ...filter, users: await namesOf(roles, sandbox, user) }
}

function requireKnown(message: string | undefined): void {
  const known: readonly string[] = messages.map(({ id }) => id)
  if (message === undefined || known.includes(message)) return
  throw new ConfigurationError('The document is not valid.', [
    { path: 'message', message: `there is no such message; ${hintFor(message, known)}` },
  ])
}

/** Of an external server the lab does not know the users: what was given is looked for as it is. */
async function namesOf(roles: Roles, sandbox: Sandbox, given: string): Promise<string[]> {
  if (roles.isOwn('authserver')) return [given]
  const ask = (query: string) =>
    roles.call<UserInfo[]>(sandbox, 'authserver', 'GET', `users${query}`)
  const named = await ask(`?${new URLSearchParams({ username: given }).toString()}`)
  const found = named[0] ?? (await ask('')).find(({ sub }) => sub === given)
  return found === undefined ? [given] : [found.username, found.sub]
}
