import { z } from 'zod'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { resourcesOf } from '../resource.ts'
import type { Database } from '../store/tables.ts'
import type { InitialAccessToken } from './initial-access-token.ts'

/** With what this server authenticates to the authorization server. */
export interface Credentials {
  clientId: string
  clientSecret: string
}

/** The authorization server does not register this server, and won't when it is asked again. */
export class NotRegistered extends PeerError {}

export interface Registrations {
  /**
   * The credentials for a sandbox, registered at `endpoint` (RFC 7591) when there are none yet.
   * @throws NotRegistered when the authorization server does not register this server, PeerError when
   *   it can't be asked
   */
  credentials(sandbox: Sandbox, endpoint: string | undefined): Promise<Credentials>
  /** Forgets credentials that were refused; false when they are configured and stay. */
  forget(sandbox: Sandbox, refused: Credentials): Promise<boolean>
}

const Registered = z.looseObject({ client_id: z.string(), client_secret: z.string() })
const joined = 'registration'

/**
 * This server's own registration in each sandbox, kept in the store. It is made when first needed
 * and tried again after a failure. Configured credentials, if any, serve every sandbox.
 */
export function createRegistrations(options: {
  db: Database
  fetch: Fetch
  initialAccessToken: InitialAccessToken
  configured?: Credentials | undefined
}): Registrations {
  const { db, fetch, initialAccessToken, configured } = options

  const find = async (sandbox: Sandbox): Promise<Credentials | undefined> => {
    const row = await db
      .selectFrom('registrations')
      .select(['client_id', 'client_secret'])
      .where('sandbox', '=', sandbox.id)
      .where('resource', '=', JSON.stringify(resourcesOf(sandbox)))
      .executeTakeFirst()
    return row && { clientId: row.client_id, clientSecret: row.client_secret }
  }

  const keep = async (sandbox: Sandbox, { clientId, clientSecret }: Credentials) => {
    const row = {
      resource: JSON.stringify(resourcesOf(sandbox)),
      client_id: clientId,
      client_secret: clientSecret,
    }
    await db
      .insertInto('registrations')
      .values({ sandbox: sandbox.id, ...row })
      .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(row))
      .execute()
  }

  const register = async (sandbox: Sandbox, endpoint: string) => {
    try {
      const credentials = await requestRegistration(
        fetch,
        endpoint,
        sandbox,
        await initialAccessToken(sandbox),
      )
      await keep(sandbox, credentials)
      return credentials
    } finally {
      sandbox.cache.delete(joined)
    }
  }

  return {
    async credentials(sandbox, endpoint) {
      const known = configured ?? (await find(sandbox))
      if (known !== undefined) return known
      if (endpoint === undefined) {
        throw new NotRegistered(
          'The authorization server registers no clients; set LAB_RESSERVER_CLIENT_ID and LAB_RESSERVER_CLIENT_SECRET.',
        )
      }
      const running = sandbox.cache.get(joined) as Promise<Credentials> | undefined
      if (running !== undefined) return running
      const registering = register(sandbox, endpoint)
      sandbox.cache.set(joined, registering)
      return registering
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

/** The member `resource` lists the resources whose tokens this client may introspect. */
async function requestRegistration(
  fetch: Fetch,
  endpoint: string,
  sandbox: Sandbox,
  token: string | undefined,
): Promise<Credentials> {
  const { status, body } = await fetchJson(fetch, 'registration', endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({
      client_name: 'resserver',
      grant_types: [],
      response_types: [],
      token_endpoint_auth_method: 'client_secret_basic',
      resource: resourcesOf(sandbox),
    }),
  })
  const read = Registered.safeParse(body)
  if (status >= 400 && status < 500) {
    const { error = '' } = (body ?? {}) as { error?: string }
    throw new NotRegistered(
      `The registration of this resource server was answered ${status} ${error}.`.replace(
        ' .',
        '.',
      ),
    )
  }
  if (status !== 201 || !read.success) {
    throw new PeerError(`The registration of this resource server was answered ${status}.`)
  }
  return { clientId: read.data.client_id, clientSecret: read.data.client_secret }
}
