import type { ProviderMetadata } from '@oauth-lab/kit/discovery.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Introspection } from '../access/introspection.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { resourcesOf } from '../resource.ts'
import { introspect } from './introspect.ts'
import { peerOf } from './peer.ts'
import type { Fetches, Peer } from './peer.ts'
import { NotRegistered } from './request-registration.ts'
import type { Credentials, Registrations } from './registration.ts'
import { requestUserInfo } from './userinfo.ts'
import type { UserInfo } from './userinfo.ts'

/** The authorization server of an exchange, asked over the wire on its behalf. */
export interface AuthorizationServer {
  /** Whether it is another one than the lab's own. */
  external: boolean
  /** Its published keys. */
  keys: () => Promise<KeyResolver>
  /** Null where an external server offers no introspection to this server. */
  introspect: (token: string) => Promise<Introspection | null>
  /** Undefined when there is no such endpoint, or it does not accept the token. */
  userInfo: (token: string) => Promise<UserInfo | undefined>
}

/** For what this server registers, and where. */
export type Registrant = Pick<Exchange, 'sandbox' | 'configuration' | 'definition'>

export interface AuthorizationServers {
  /** Its functions throw a Refusal with status 503 when the authorization server can't be asked. */
  of(exchange: Exchange): AuthorizationServer
  /**
   * Registers this server, unless the authorization server takes no registration.
   * @throws PeerError when it can't be asked
   */
  register(registrant: Registrant): Promise<void>
}

export function createAuthorizationServers(options: {
  fetches: Fetches
  registrations: Registrations
}): AuthorizationServers {
  const { fetches, registrations } = options
  const peer = ({ sandbox, definition }: Registrant) => peerOf(sandbox, definition, fetches)

  const ask = ({ sandbox, configuration }: Registrant, at: Peer, metadata: ProviderMetadata) =>
    registrations.credentials(sandbox, {
      peer: at,
      endpoint: metadata.registration_endpoint,
      resources: resourcesOf(sandbox, configuration),
    })

  /** With what to introspect; undefined where an external server does not register this one. */
  const credentialsFor = async (
    registrant: Registrant,
    at: Peer,
    metadata: ProviderMetadata,
  ): Promise<Credentials | undefined> => {
    try {
      return await ask(registrant, at, metadata)
    } catch (error) {
      if (error instanceof NotRegistered && at.external) return undefined
      throw error
    }
  }

  const introspectAt = async (exchange: Exchange, token: string): Promise<Introspection | null> => {
    const at = peer(exchange)
    const metadata = await at.discover()
    const { introspection_endpoint: endpoint } = metadata
    if (endpoint === undefined) {
      if (at.external) return null
      throw new PeerError('The authorization server offers no introspection_endpoint.')
    }
    const credentials = await credentialsFor(exchange, at, metadata)
    if (credentials === undefined) return null
    let answer = await introspect(at.fetch, endpoint, token, credentials)
    if (answer === undefined && (await registrations.forget(exchange.sandbox, credentials))) {
      const again = await ask(exchange, at, metadata)
      answer = await introspect(at.fetch, endpoint, token, again)
    }
    if (answer !== undefined) return answer
    throw new PeerError('The authorization server does not take the credentials of this server.')
  }

  const userInfoAt = async (at: Peer, token: string): Promise<UserInfo | undefined> => {
    const { userinfo_endpoint: endpoint } = await at.discover()
    return endpoint === undefined ? undefined : requestUserInfo(at.fetch, endpoint, token)
  }

  const keysOf = async (at: Peer): Promise<KeyResolver> => at.keysOf(await at.discover())

  return {
    async register(registrant) {
      const at = peer(registrant)
      await credentialsFor(registrant, at, await at.discover())
    },
    of(exchange) {
      const at = peer(exchange)
      return {
        external: at.external,
        keys: async () => {
          const resolve = await answered(exchange, () => keysOf(at))
          return (header, token) => answered(exchange, () => resolve(header, token))
        },
        introspect: (token) => answered(exchange, () => introspectAt(exchange, token)),
        userInfo: (token) => answered(exchange, () => userInfoAt(at, token)),
      }
    },
  }
}

async function answered<T>(exchange: Exchange, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    const { request } = exchange
    request.log.warn({ request: request.id, err: error })
    requireThat(exchange, 'authorization-server.answers', false, error.message)
    throw error
  }
}
