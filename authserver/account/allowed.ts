import type { Exchange } from '../exchange.ts'
import { readNames } from '../interaction/consents.ts'
import { audienceOf } from '../resources/require-resources.ts'
import { namesAsked } from '../scopes/asked-claims.ts'
import type { AskedClaims } from '../scopes/asked-claims.ts'

/** What a user allowed a client, scopes with spaces between. */
interface Allowed {
  client_id: string
  resource: string
  scope: string
  /** Names of claims besides. */
  claims: string[]
}

/**
 * Everything that a user allowed: what is not asked for again, and what a client still refreshes though
 * its consent ended with other redirect URIs.
 */
export async function allowedBy(exchange: Exchange, sub: string): Promise<Allowed[]> {
  const consents = await consentsOf(exchange, sub)
  const others = (await refreshedBy(exchange, sub)).filter(
    ({ client_id }) => !consents.some((one) => one.client_id === client_id),
  )
  return [...consents, ...others]
}

async function consentsOf({ server, sandbox }: Exchange, sub: string): Promise<Allowed[]> {
  const rows = await server.db
    .selectFrom('user_consents')
    .select(['client_id', 'resource', 'scope', 'claims'])
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .orderBy('client_id')
    .orderBy('resource')
    .execute()
  return rows.map((row) => ({ ...row, claims: readNames(row.claims) }))
}

/** The live grants with a refresh token that is good. */
async function refreshedBy(exchange: Exchange, sub: string): Promise<Allowed[]> {
  const { server, sandbox } = exchange
  const rows = await server.db
    .selectFrom('grants')
    .select(['client_id', 'resource', 'scope', 'claims'])
    .distinct()
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .where('revoked_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('refresh_tokens')
          .select('refresh_tokens.grant_id')
          .whereRef('refresh_tokens.sandbox', '=', 'grants.sandbox')
          .whereRef('refresh_tokens.grant_id', '=', 'grants.grant_id')
          .where('redeemed_at', 'is', null)
          .where('expires_at', '>', sandbox.clock.now()),
      ),
    )
    .orderBy('client_id')
    .execute()
  return rows.map((row) => ({
    ...row,
    claims: row.claims === null ? [] : namesAsked(JSON.parse(row.claims) as AskedClaims),
    resource: audienceOf(exchange, row.resource?.split(' ') ?? []).join(' '),
  }))
}
