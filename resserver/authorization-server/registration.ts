import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database, Tables } from '../store/tables.ts'
import type { InitialAccessToken } from './initial-access-token.ts'
import type { Peer } from './peer.ts'
import { NotRegistered, requestRegistration, requestUpdate } from './request-registration.ts'
import type { Registered } from './request-registration.ts'

/** With what this server authenticates to the authorization server. */
export interface Credentials {
  clientId: string
  clientSecret: string
}

/** Where this server registers, and what for. */
export interface Wanted {
  peer: Peer
  endpoint: string | undefined
  /** Its own resources, whose tokens it may introspect. */
  resources: string[]
}

export interface Registrations {
  /**
   * The credentials for a sandbox, registered (RFC 7591) when there are none yet, and for these resources
   * (RFC 7592 §2.2).
   * @throws NotRegistered when the authorization server does not register this server, PeerError when
   *   it can't be asked
   */
  credentials(sandbox: Sandbox, wanted: Wanted): Promise<Credentials>
  /** Forgets credentials that were refused; false when they are configured and stay. */
  forget(sandbox: Sandbox, refused: Credentials): Promise<boolean>
}

type Row = Tables['registrations']

const joined = 'registration'

/**
 * This server's own registration in each sandbox, kept in the store. It is made when first needed
 * and tried again after a failure. Configured credentials, if any, serve every sandbox.
 */
export function createRegistrations(options: {
  db: Database
  initialAccessToken: InitialAccessToken
  configured?: Credentials | undefined
}): Registrations {
  const { db, initialAccessToken, configured } = options

  const find = (sandbox: Sandbox): Promise<Row | undefined> =>
    db.selectFrom('registrations').selectAll().where('sandbox', '=', sandbox.id).executeTakeFirst()

  const keep = async (sandbox: Sandbox, { peer, resources }: Wanted, made: Registered) => {
    const row = {
      issuer: peer.issuer,
      resource: JSON.stringify(resources),
      client_id: made.client_id,
      client_secret: made.client_secret,
      registration_uri: made.registration_client_uri ?? null,
      registration_token: made.registration_access_token ?? null,
    }
    await db
      .insertInto('registrations')
      .values({ sandbox: sandbox.id, ...row })
      .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(row))
      .execute()
    return row
  }

  /** A new one takes the place of what can't be changed. */
  const make = async (
    sandbox: Sandbox,
    wanted: Wanted & { endpoint: string },
    former: Row | undefined,
  ): Promise<Credentials> => {
    try {
      const { peer, endpoint, resources } = wanted
      const updated = former && (await requestUpdate(peer.fetch, former, resources))
      if (updated !== undefined) return credentialsOf(await keep(sandbox, wanted, updated))
      const token = peer.external ? undefined : await initialAccessToken(sandbox)
      const made = await requestRegistration(peer.fetch, endpoint, resources, token)
      return credentialsOf(await keep(sandbox, wanted, made))
    } finally {
      sandbox.cache.delete(joined)
    }
  }

  return {
    async credentials(sandbox, wanted) {
      if (configured !== undefined) return configured
      const { peer, endpoint, resources } = wanted
      const row = await find(sandbox)
      // A row of a former lab names no issuer: it is at the lab's own.
      const issuer = row?.issuer || sandbox.authorizationServer.issuer
      const isThere = row !== undefined && issuer === peer.issuer
      if (isThere && row.resource === JSON.stringify(resources)) return credentialsOf(row)
      if (endpoint === undefined) {
        throw new NotRegistered(
          'The authorization server registers no clients; set LAB_RESSERVER_CLIENT_ID and LAB_RESSERVER_CLIENT_SECRET.',
        )
      }
      const running = sandbox.cache.get(joined) as Promise<Credentials> | undefined
      if (running !== undefined) return running
      const making = make(sandbox, { ...wanted, endpoint }, isThere ? row : undefined)
      sandbox.cache.set(joined, making)
      return making
    },
    async forget(sandbox, { clientId }) {
      if (configured !== undefined) return false
      await db
        .deleteFrom('registrations')
        .where('sandbox', '=', sandbox.id)
        .where('client_id', '=', clientId)
        .execute()
      return true
    },
  }
}

function credentialsOf({ client_id, client_secret }: Pick<Row, 'client_id' | 'client_secret'>) {
  return { clientId: client_id, clientSecret: client_secret }
}
