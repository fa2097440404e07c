import { expected } from '@oauth-lab/kit/check-detail.ts'
import type { Client } from '../clients/client.ts'
import { sectorOf } from '../clients/sector.ts'
import type { Exchange } from '../exchange.ts'

type Place = Pick<Exchange, 'server' | 'sandbox'>

/**
 * The identifier by which a client knows a user: that of the user, or one that only clients of the same sector
 * are told (OpenID Connect Core §8.1). It is made at random when it is first told, and stays.
 * @param sub the user's own
 */
export async function subjectFor(place: Place, client: Client, sub: string): Promise<string> {
  if (!isPairwise(client)) return sub
  const sector = sectorOf(client.metadata)!
  const known = await findTold(place, sector, sub)
  if (known !== undefined) return known
  const { server, sandbox } = place
  const told = sandbox.random.for(`${sector} ${sub}`).token(16)
  await server.db
    .insertInto('pairwise_subjects')
    .values({ sandbox: sandbox.id, sector, sub, told })
    .onConflict((conflict) => conflict.columns(['sandbox', 'sector', 'sub']).doNothing())
    .execute()
  return (await findTold(place, sector, sub)) ?? told
}

/** The user's own identifier, of one that a client was told; what no user has, where nobody was told so. */
export async function subjectMeant(
  { server, sandbox }: Place,
  client: Client,
  told: string,
): Promise<string> {
  if (!isPairwise(client)) return told
  const row = await server.db
    .selectFrom('pairwise_subjects')
    .select('sub')
    .where('sandbox', '=', sandbox.id)
    .where('sector', '=', sectorOf(client.metadata)!)
    .where('told', '=', told)
    .executeTakeFirst()
  // A user's own would tell a client that it guessed right.
  return row?.sub ?? `nobody's ${told}`
}

/** Why one user is not the other one; no identifier of a user is told to a client that has its own. */
export function otherSubject(client: Client, wanted: string, found: string | undefined): string {
  return isPairwise(client) ? 'It is another user.' : expected(wanted, found)
}

function isPairwise({ metadata }: Client): boolean {
  return metadata.subject_type === 'pairwise'
}

async function findTold(
  { server, sandbox }: Place,
  sector: string,
  sub: string,
): Promise<string | undefined> {
  const row = await server.db
    .selectFrom('pairwise_subjects')
    .select('told')
    .where('sandbox', '=', sandbox.id)
    .where('sector', '=', sector)
    .where('sub', '=', sub)
    .executeTakeFirst()
  return row?.told
}
