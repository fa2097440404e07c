import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { detailsToStore, storedDetails } from '../authorization-details/authorization-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { AskedClaims } from '../scopes/asked-claims.ts'
import type { Database, DatabaseTables } from '../store/database.ts'
import type { GrantRow } from '../store/tables.ts'
import { readUser } from '../users/users.ts'
import type { Authentication } from './authentication.ts'

/** What a code or refresh token reads with its grant; the user's columns are null once the user is gone. */
export const grantColumns = [
  'grants.grant_id',
  'grants.client_id',
  'grants.sub',
  'grants.scope',
  'grants.resource',
  'grants.authentication',
  'grants.revoked_at',
  'grants.created_at',
  'grants.claims as asked_claims',
  'grants.authorization_details',
  'users.username',
  'users.claims',
  'users.roles',
] as const

export type GrantColumns = Pick<
  GrantRow,
  | 'grant_id'
  | 'client_id'
  | 'sub'
  | 'scope'
  | 'resource'
  | 'authentication'
  | 'revoked_at'
  | 'created_at'
  | 'authorization_details'
> & {
  asked_claims: string | null
  username: string | null
  claims: string | null
  roles: string | null
}

/** What a user allowed a client in one authorization. */
export interface Grant {
  id: string
  clientId: string
  /** Those that were asked for. */
  resources: string[]
  authentication: Authentication
  /** Claims that its request named, and the user allowed. */
  askedClaims?: AskedClaims | undefined
  /** What the user allowed in detail. */
  details: AuthorizationDetail[]
  /** Undefined once the user is gone. */
  user: HookUser | undefined
  isLive: boolean
  /** Milliseconds. */
  createdAt: number
}

export function readGrant(row: GrantColumns): Grant {
  const { sub, username, claims, roles, resource } = row
  const user = username === null ? undefined : { sub, username, claims: claims!, roles: roles! }
  return {
    id: row.grant_id,
    clientId: row.client_id,
    resources: resource === null ? [] : resource.split(' '),
    authentication: JSON.parse(row.authentication) as Authentication,
    askedClaims:
      row.asked_claims === null ? undefined : (JSON.parse(row.asked_claims) as AskedClaims),
    details: storedDetails(row.authorization_details),
    user: user && readUser(user),
    isLive: row.revoked_at === null,
    createdAt: row.created_at,
  }
}

const selectGrant = statement<DatabaseTables, { sandbox: string; id: string }, GrantColumns>(
  (db, slot) =>
    db
      .selectFrom('grants')
      .leftJoin('users', (join) =>
        join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
      )
      .select(grantColumns)
      .where('grants.sandbox', '=', slot('sandbox'))
      .where('grants.grant_id', '=', slot('id')),
)

/** The grant of that id. */
export async function findGrant(
  { server, sandbox }: Exchange,
  id: string,
): Promise<Grant | undefined> {
  const [row] = await selectGrant(server.db, { sandbox: sandbox.id, id })
  return row && readGrant(row)
}

/** A new grant's name. It begins with the second, so that new rows stand side by side in the table's index. */
function newGrantId({ clock, random }: Sandbox): string {
  return random.id(`g-${clock.seconds().toString(16).padStart(10, '0')}-`)
}

const insertGrant = statement<DatabaseTables, Omit<GrantRow, 'revoked_at'>>((db, slot) =>
  db.insertInto('grants').values({
    sandbox: slot('sandbox'),
    grant_id: slot('grant_id'),
    client_id: slot('client_id'),
    sub: slot('sub'),
    scope: slot('scope'),
    resource: slot('resource'),
    authentication: slot('authentication'),
    created_at: slot('created_at'),
    revoked_at: null,
    claims: slot('claims'),
    authorization_details: slot('authorization_details'),
  }),
)

/** What a user allowed, or what somebody vouches for. */
interface Granted {
  clientId: string
  user: HookUser
  scopes: readonly string[]
  resources: readonly string[]
  /** Null where nobody signed in, and a hook vouches for the user. */
  authentication: Authentication | null
  /** Claims that were asked for by name, and allowed. */
  claims?: AskedClaims | undefined
  /** What was allowed in detail. */
  details?: readonly AuthorizationDetail[] | undefined
}

/** Stores what a user allowed as a grant, with which every token of it ends; returns its id. */
export async function newGrant(
  { server, sandbox, debug }: Exchange,
  { clientId, user, scopes, resources, authentication, claims, details }: Granted,
): Promise<string> {
  const grant_id = newGrantId(sandbox)
  await insertGrant(server.db, {
    sandbox: sandbox.id,
    grant_id,
    client_id: clientId,
    sub: user.sub,
    scope: scopes.join(' '),
    resource: resources.length > 0 ? resources.join(' ') : null,
    authentication: JSON.stringify(authentication),
    created_at: sandbox.clock.now(),
    claims: claims === undefined ? null : JSON.stringify(claims),
    authorization_details: detailsToStore(details),
  })
  debug?.step('stored', `grant ${grant_id} of ${user.username}`)
  return grant_id
}

/** Ends a grant and so every token of it, also those that are stored a moment later (RFC 9700 §4.14). */
export async function revokeGrant(db: Database, sandbox: Sandbox, grantId: string): Promise<void> {
  await db
    .updateTable('grants')
    .set({ revoked_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('grant_id', '=', grantId)
    .where('revoked_at', 'is', null)
    .execute()
}

/**
 * Ends the grants of a user and so every token that stands for this user; what the user has consented to is
 * remembered.
 * @param clientId those of this client alone
 */
export async function endGrantsOf(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  clientId?: string,
): Promise<void> {
  await db
    .updateTable('grants')
    .set({ revoked_at: sandbox.clock.now() })
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId!))
    .where('revoked_at', 'is', null)
    .execute()
}

/** The same, and forgets the consents: the user is asked again. */
export async function endConsentsOf(
  db: Database,
  sandbox: Sandbox,
  sub: string,
  clientId?: string,
): Promise<void> {
  await db.transaction().execute((work) => forgetConsentsOf(work, sandbox, sub, clientId))
}

/** The same in a transaction of the caller. */
export async function forgetConsentsOf(
  work: Database,
  sandbox: Sandbox,
  sub: string,
  clientId?: string,
): Promise<void> {
  await endGrantsOf(work, sandbox, sub, clientId)
  await work
    .deleteFrom('user_consents')
    .where('sandbox', '=', sandbox.id)
    .where('sub', '=', sub)
    .$if(clientId !== undefined, (query) => query.where('client_id', '=', clientId!))
    .execute()
}
