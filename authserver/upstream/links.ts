import type { Exchange } from '../exchange.ts'
import { authorityOf } from './providers.ts'
import type { Provider } from './providers.ts'
import type { Person } from './upstream-person.ts'

/** Which user of this server a user of an identity provider is. */
export async function findLink(
  { server, sandbox }: Exchange,
  provider: Provider,
  { subject }: Person,
): Promise<{ sub: string; madeUser: boolean } | undefined> {
  const row = await server.db
    .selectFrom('upstream_links')
    .select(['sub', 'made_user'])
    .where('sandbox', '=', sandbox.id)
    .where('provider', '=', provider.id)
    .where('authority', '=', authorityOf(provider))
    .where('subject', '=', subject)
    .executeTakeFirst()
  return row && { sub: row.sub, madeUser: row.made_user === 1 }
}

/** Links a user of this server to one of an identity provider; returns whether nobody else was quicker. */
export async function keepLink(
  { server, sandbox }: Exchange,
  provider: Provider,
  { subject, claims }: Person,
  { sub, madeUser }: { sub: string; madeUser: boolean },
): Promise<boolean> {
  const kept = await server.db
    .insertInto('upstream_links')
    .values({
      sandbox: sandbox.id,
      provider: provider.id,
      authority: authorityOf(provider),
      subject,
      sub,
      shown_as: shownAs(provider, claims, subject),
      made_user: madeUser ? 1 : 0,
      linked_at: sandbox.clock.now(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('sub')
    .executeTakeFirst()
  return kept !== undefined
}

function shownAs({ usernameClaim }: Provider, claims: Person['claims'], subject: string): string {
  const named = [claims[usernameClaim], claims['email'], claims['name']]
  const name = named.find((one) => typeof one === 'string' && one !== '')
  return (name as string | undefined) ?? subject
}
