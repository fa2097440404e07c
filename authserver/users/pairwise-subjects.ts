import { expected } from '@oauth-lab/kit/check-detail.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'
import type { Client } from '../clients/client.ts'
import { sectorOf } from '../clients/sector.ts'
import type { Exchange } from '../exchange.ts'
import { findSubject } from './users.ts'

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
export async function subjectMeant(place: Place, client: Client, told: string): Promise<string> {
  if (!isPairwise(client)) return told
  // A user's own would tell a client that it guessed right.
  return (await findMeant(place, client, told)) ?? `nobody's ${told}`
}

/** A claim `act` of a token (RFC 8693 §4.1), its users by the identifiers that the token's client is told. */
export function actorsTold(place: Place, client: Client, act: unknown): Promise<unknown> {
  return changeActors(act, async (sub) => {
    if (!isPairwise(client)) return sub
    const user = await findSubject(place.server.db, place.sandbox, sub)
    return user === undefined ? sub : subjectFor(place, client, sub)
  })
}

/** The same, its users by their own identifiers, of one that the client was told. */
export function actorsMeant(place: Place, client: Client, act: unknown): Promise<unknown> {
  return changeActors(act, async (sub) =>
    isPairwise(client) ? ((await findMeant(place, client, sub)) ?? sub) : sub,
  )
}

/** Who acts, and who acted before; what has no `sub` stays as it is. */
async function changeActors(
  act: unknown,
  change: (sub: string) => Promise<string>,
): Promise<unknown> {
  if (!isObject(act)) return act
  const { sub, act: before } = act
  return {
    ...act,
    ...(typeof sub === 'string' && { sub: await change(sub) }),
    ...(before !== undefined && { act: await changeActors(before, change) }),
  }
}

/** Why one user is not the other one; no identifier of a user is told to a client that has its own. */
export function otherSubject(client: Client, wanted: string, found: string | undefined): string {
  return isPairwise(client) ? 'It is another user.' : expected(wanted, found)
}

function isPairwise({ metadata }: Client): boolean {
  return metadata.subject_type === 'pairwise'
}

async function findMeant(
  { server, sandbox }: Place,
  client: Client,
  told: string,
): Promise<string | undefined> {
  const row = await server.db
    .selectFrom('pairwise_subjects')
    .select('sub')
    .where('sandbox', '=', sandbox.id)
    .where('sector', '=', sectorOf(client.metadata)!)
    .where('told', '=', told)
    .executeTakeFirst()
  return row?.sub
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
