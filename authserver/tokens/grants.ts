import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { Database } from '../store/database.ts'
import type { GrantRow } from '../store/tables.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
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
  'users.username',
  'users.claims',
  'users.roles',
] as const

export type GrantColumns = Pick<
  GrantRow,
  'grant_id' | 'client_id' | 'sub' | 'scope' | 'resource' | 'authentication' | 'revoked_at'
> & { username: string | null; claims: string | null; roles: string | null }

/** What a user allowed a client in one authorization. */
export interface Grant {
  id: string
  clientId: string
  /** Those that were asked for. */
  resources: string[]
  authentication: Authentication
  /** Undefined once the user is gone. */
  user: HookUser | undefined
  isLive: boolean
}

export function readGrant(row: GrantColumns): Grant {
  const { sub, username, claims, roles, resource } = row
  const user = username === null ? undefined : { sub, username, claims: claims!, roles: roles! }
  return {
    id: row.grant_id,
    clientId: row.client_id,
    resources: resource === null ? [] : resource.split(' '),
    authentication: JSON.parse(row.authentication) as Authentication,
    user: user && readUser(user),
    isLive: row.revoked_at === null,
  }
}

/** A new grant's name. It begins with the second, so that new rows stand side by side in the table's index. */
export function newGrantId({ clock, random }: Sandbox): string {
  return random.id(`g-${clock.seconds().toString(16).padStart(10, '0')}-`)
}

/** Stores what stands for a user without an authorization request, so that it ends with what the user allowed. */
export async function newGrant(
  { server, sandbox, client, debug }: ClientExchange,
  granted: {
    user: HookUser
    scopes: readonly string[]
    resources: readonly string[]
    /** Null where nobody signed in, and a hook vouches for the user. */
    authentication: Authentication | null
  },
): Promise<string> {
  const { user, scopes, resources, authentication } = granted
  const grant_id = newGrantId(sandbox)
  await server.db
    .insertInto('grants')
    .values({
      sandbox: sandbox.id,
      grant_id,
      client_id: client.id,
      sub: user.sub,
      scope: scopes.join(' '),
      resource: resources.length > 0 ? resources.join(' ') : null,
      authentication: JSON.stringify(authentication),
      created_at: sandbox.clock.now(),
      revoked_at: null,
    })
    .execute()
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
