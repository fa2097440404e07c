import { claimTargets } from '@oauth-lab/kit/admin/configuration-document.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { AuthorizationRequest } from '../authorization/authorization-request.ts'
import { requireThat } from '../checks.ts'
import { findClient, isPublic } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { audienceOf } from '../resources/require-resources.ts'
import { namesAsked } from '../scopes/asked-claims.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { claimsOfScope } from '../scopes/scopes.ts'
import type { DatabaseTables } from '../store/database.ts'

const selectScope = statement<
  DatabaseTables,
  { sandbox: string; sub: string; clientId: string; resource: string },
  { scope: string; claims: string | null }
>((db, slot) =>
  db
    .selectFrom('user_consents')
    .select(['scope', 'claims'])
    .where('sandbox', '=', slot('sandbox'))
    .where('sub', '=', slot('sub'))
    .where('client_id', '=', slot('clientId'))
    .where('resource', '=', slot('resource')),
)

/**
 * Whether the user allowed this client all these scopes at this resource before. A public client at
 * an address that others on the device may take is asked about each time (RFC 8252 §8.6), and so is what is
 * asked for in detail: it may be good for one payment (RFC 9396 §3).
 */
export async function hasConsent(
  exchange: Exchange,
  sub: string,
  wanted: AuthorizationRequest,
): Promise<boolean> {
  const { clientId, scopes, prompt, redirectUri, details = [] } = wanted
  if (prompt.includes('consent') || details.length > 0) return false
  const { server, sandbox } = exchange
  const client = await findClient(server.db, sandbox, clientId)
  if (client === undefined) return false
  if (isPublic(client) && !isSafeAddress(redirectUri, sandbox)) return false
  const allowed = await allowedBefore(exchange, sub, wanted)
  return (
    allowed !== undefined &&
    scopes.every((scope) => allowed.scopes.includes(scope)) &&
    claimsToAllow(exchange, wanted).every((claim) => allowed.claims.includes(claim))
  )
}

/** What a consent is about. */
type Asked = Pick<AuthorizationRequest, 'clientId' | 'scopes' | 'resources' | 'claims'>

/** Names of the claims that a request asks for besides what its scopes bring anyway (OpenID Connect Core §5.5). */
export function claimsToAllow(
  { configuration }: Exchange,
  { claims, scopes }: Pick<Asked, 'claims' | 'scopes'>,
): string[] {
  const names = namesAsked(claims)
  if (names.length === 0) return names
  const { scopeClaims } = configuration
  const brought = scopes.flatMap((scope) =>
    claimTargets.flatMap((target) => claimsOfScope(scope, scopeClaims, target)),
  )
  return names.filter((name) => !brought.includes(name))
}

/** Nobody else on the device takes it: https, or the lab itself speaks plain HTTP. */
function isSafeAddress(redirectUri: string, sandbox: Sandbox): boolean {
  return redirectUri.startsWith(isPlain(sandbox) ? 'http' : 'https://')
}

/** Refuses what the user did not allow (RFC 6749 §4.1.2.1). */
export function refuseDenied(exchange: Exchange): never {
  requireThat(exchange, 'consent.given', false)
}

/** Remembers what the user allowed, besides what was allowed before. */
export async function rememberConsent(
  exchange: Exchange,
  sub: string,
  wanted: Asked,
  scopes: string[],
): Promise<void> {
  const { server, sandbox } = exchange
  const before = await allowedBefore(exchange, sub, wanted)
  const scope = [...new Set([...(before?.scopes ?? []), ...scopes])].join(' ')
  const names = [...new Set([...(before?.claims ?? []), ...claimsToAllow(exchange, wanted)])]
  const claims = names.length === 0 ? null : JSON.stringify(names)
  const { clientId: client_id } = wanted
  const resource = resourceOf(exchange, wanted)
  await server.db
    .insertInto('user_consents')
    .values({ sandbox: sandbox.id, sub, client_id, resource, scope, claims })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'sub', 'client_id', 'resource']).doUpdateSet({ scope, claims }),
    )
    .execute()
}

/** The resources that a consent is for, as one text. */
export function resourceOf(exchange: Exchange, { resources }: Pick<Asked, 'resources'>): string {
  return audienceOf(exchange, resources).toSorted().join(' ')
}

/** The claims of a stored consent. */
export function readNames(text: string | null): string[] {
  return text === null ? [] : (JSON.parse(text) as string[])
}

async function allowedBefore(
  exchange: Exchange,
  sub: string,
  wanted: Asked,
): Promise<{ scopes: string[]; claims: string[] } | undefined> {
  const { server, sandbox } = exchange
  const { clientId } = wanted
  const resource = resourceOf(exchange, wanted)
  const [row] = await selectScope(server.db, { sandbox: sandbox.id, sub, clientId, resource })
  return row && { scopes: readScopes(row.scope), claims: readNames(row.claims) }
}
