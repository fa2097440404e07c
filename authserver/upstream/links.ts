import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Exchange } from '../exchange.ts'
import type { Database } from '../store/database.ts'
import { authorityOf } from './providers.ts'
import type { Provider } from './providers.ts'
import type { Person } from './upstream-person.ts'

/** Which user of this server a user of an identity provider is. */
export async function findLink(
  { server, sandbox }: Exchange,
  provider: Provider,
  { subject }: Pick<Person, 'subject'>,
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
  { subject, claims }: Omit<Person, 'came'>,
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

/** An account elsewhere that is linked to a user. */
export interface Link {
  /** The name of the identity provider in the configuration, where it may stand no more. */
  provider: string
  subject: string
  shownAs: string
  /** Whether the user came to be by it. */
  madeUser: boolean
  /** Milliseconds on the sandbox's clock. */
  linkedAt: number
}

/** The accounts elsewhere by which a user may sign in, the oldest first. */
export async function findLinksOf(db: Database, sandbox: Sandbox, sub: string): Promise<Link[]> {
  const rows = await db
    .selectFrom('upstream_links')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .orderBy('linked_at')
    .orderBy('provider')
    .execute()
  return rows.map(({ provider, subject, shown_as, made_user, linked_at }) => ({
    provider,
    subject,
    shownAs: shown_as,
    madeUser: made_user === 1,
    linkedAt: linked_at,
  }))
}

/** Ends a user's links to one identity provider, or to all. */
export async function endLinksOf(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  provider?: string,
): Promise<void> {
  await db
    .deleteFrom('upstream_links')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .$if(provider !== undefined, (query) => query.where('provider', '=', provider!))
    .execute()
}

function shownAs({ usernameClaim }: Provider, claims: Person['claims'], subject: string): string {
  const named = [claims[usernameClaim], claims['email'], claims['name']]
  const name = named.find((one) => typeof one === 'string' && one !== '')
  return (name as string | undefined) ?? subject
}
