import { UserDocument } from '@oauth-lab/kit/admin/user-document.ts'
import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import type { UserRow } from '../store/tables.ts'
import { addIfFree, changeUser, newUser } from '../users/manage-users.ts'
import { findSubject } from '../users/users.ts'
import { findLink, keepLink } from './links.ts'
import type { Provider } from './providers.ts'
import type { Person } from './upstream-person.ts'

type Known = Omit<Person, 'came'>

/** Nobody knows a password of a user who came from elsewhere: nothing that is typed has this hash. */
export const noPassword = ''

/**
 * The user of this server who is linked to a user of an identity provider. Where nobody is, a new user is made
 * if the provider's policy says so. A user who is here already is never found by name or e-mail: whoever can have
 * such a claim there could take the account here.
 */
export async function requireUserOf(
  exchange: Exchange,
  provider: Provider,
  person: Known,
): Promise<UserRow> {
  const { server, sandbox } = exchange
  const link = await findLink(exchange, provider, person)
  const linked = link && (await findSubject(server.db, sandbox, link.sub))
  const may = linked !== undefined || (link === undefined && provider.linking === 'create')
  requireThat(exchange, 'upstream-user.linked', may, `The provider is ${shown(provider.id)}.`)
  if (linked === undefined) return makeUser(exchange, provider, person)
  if (!link!.madeUser) return linked
  // Whom the provider made, the provider describes.
  const claims = JSON.stringify({
    ...(JSON.parse(linked.claims) as object),
    ...mapped(provider, person),
  })
  if (claims !== linked.claims) await changeUser(server.db, sandbox, linked.username, { claims })
  return { ...linked, claims }
}

/** The claims of the user, by the names that they have here. */
function mapped({ claims: names }: Provider, { claims }: Known): Record<string, unknown> {
  const told: Record<string, unknown> = Object.fromEntries(
    Object.entries(names).flatMap(([here, there]) => {
      const value = claims[there]
      return value === undefined || value === null ? [] : [[here, value]]
    }),
  )
  // An address counts as the user's own where the provider says so, and nowhere else.
  return 'email' in told ? { ...told, email_verified: told['email_verified'] === true } : told
}

async function makeUser(exchange: Exchange, provider: Provider, person: Known): Promise<UserRow> {
  const { server, sandbox } = exchange
  const claims = mapped(provider, person)
  for (const username of namesFor(provider, person)) {
    const row = newUser(sandbox, { username, claims, roles: [] }, noPassword)
    if (!(await addIfFree(server.db, row))) continue
    const isFirst = await keepLink(exchange, provider, person, { sub: row.sub, madeUser: true })
    if (isFirst) return row
    // The same person in another tab was quicker: that user it is.
    await server.db
      .deleteFrom('users')
      .where('sandbox', '=', sandbox.id)
      .where('username', '=', username)
      .execute()
    return requireUserOf(exchange, provider, person)
  }
  throw new Error(`Every name for a user of ${provider.id} is taken.`)
}

/** A name that is free: as the person is called there, with the provider's name, or by what nobody else has. */
function* namesFor({ id, usernameClaim }: Provider, { subject, claims }: Known) {
  const { success, data } = UserDocument.shape.username.safeParse(claims[usernameClaim])
  if (success) {
    yield data
    yield `${data}@${id}`
  }
  yield `${id}:${subject}`
  for (let at = 2; at < 10; at += 1) yield `${id}:${subject}:${at}`
}
