import type { FastifyRequest } from 'fastify'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { ProviderMetadata } from '@oauth-lab/kit/discovery.ts'
import { createJwks } from '@oauth-lab/kit/jwks.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Introspection } from '../access/introspection.ts'
import { requireThat } from '../checks.ts'
import { introspect } from './introspect.ts'
import { NotRegistered } from './registration.ts'
import type { Credentials, Registrations } from './registration.ts'
import { requestUserInfo } from './userinfo.ts'
import type { UserInfo } from './userinfo.ts'

/** The authorization server of a request's sandbox, asked over the wire on the request's behalf. */
export interface AuthorizationServer {
  /** Its published keys. */
  keys: () => Promise<KeyResolver>
  /** Null where an external server offers no introspection to this server. */
  introspect: (token: string) => Promise<Introspection | null>
  /** Undefined when there is no such endpoint, or it does not accept the token. */
  userInfo: (token: string) => Promise<UserInfo | undefined>
}

export interface AuthorizationServers {
  /** Its functions throw a Refusal with status 503 when the authorization server can't be asked. */
  of(request: FastifyRequest): AuthorizationServer
  /**
   * Registers this server, unless the authorization server takes no registration.
   * @throws PeerError when it can't be asked
   */
  register(sandbox: Sandbox): Promise<void>
}

interface Known {
  discover: () => Promise<ProviderMetadata>
  /** The key set at a `jwks_uri`. */
  jwks: Map<string, KeyResolver>
}

/** What this server knows of authorization servers: by discovery, when first needed, per sandbox. */
export function createAuthorizationServers(options: {
  fetch: Fetch
  registrations: Registrations
}): AuthorizationServers {
  const { fetch, registrations } = options

  const known = (sandbox: Sandbox): Known => {
    const kept = sandbox.cache.get('authorization-server') as Known | undefined
    if (kept !== undefined) return kept
    const { clock } = sandbox
    const discover = createDiscovery({ issuer: sandbox.authorizationServer.issuer, fetch, clock })
    const created = { discover, jwks: new Map<string, KeyResolver>() }
    sandbox.cache.set('authorization-server', created)
    return created
  }

  const keysOf = async (sandbox: Sandbox): Promise<KeyResolver> => {
    const { discover, jwks } = known(sandbox)
    const { jwks_uri: uri } = await discover()
    const keys = jwks.get(uri) ?? createJwks({ uri, fetch, clock: sandbox.clock })
    jwks.set(uri, keys)
    return keys
  }

  /** With what to introspect; undefined where an external server does not register this one. */
  const credentialsFor = async (
    sandbox: Sandbox,
    { registration_endpoint }: ProviderMetadata,
  ): Promise<Credentials | undefined> => {
    try {
      return await registrations.credentials(sandbox, registration_endpoint)
    } catch (error) {
      if (error instanceof NotRegistered && sandbox.authorizationServer.external) return undefined
      throw error
    }
  }

  const introspectAt = async (sandbox: Sandbox, token: string): Promise<Introspection | null> => {
    const metadata = await known(sandbox).discover()
    const { introspection_endpoint: endpoint } = metadata
    if (endpoint === undefined) {
      if (sandbox.authorizationServer.external) return null
      throw new PeerError('The authorization server offers no introspection_endpoint.')
    }
    const credentials = await credentialsFor(sandbox, metadata)
    if (credentials === undefined) return null
    let answer = await introspect(fetch, endpoint, token, credentials)
    if (answer === undefined && (await registrations.forget(sandbox, credentials))) {
      const { registration_endpoint } = metadata
      const again = await registrations.credentials(sandbox, registration_endpoint)
      answer = await introspect(fetch, endpoint, token, again)
    }
    if (answer !== undefined) return answer
    throw new PeerError('The authorization server does not take the credentials of this server.')
  }

  const userInfoAt = async (sandbox: Sandbox, token: string): Promise<UserInfo | undefined> => {
    const metadata = await known(sandbox).discover()
    const { userinfo_endpoint: endpoint } = metadata
    return endpoint === undefined ? undefined : requestUserInfo(fetch, endpoint, token)
  }

  return {
    async register(sandbox) {
      await credentialsFor(sandbox, await known(sandbox).discover())
    },
    of: (request) => ({
      keys: async () => {
        const resolve = await answered(request, () => keysOf(request.sandbox))
        return (header, token) => answered(request, () => resolve(header, token))
      },
      introspect: (token) => answered(request, () => introspectAt(request.sandbox, token)),
      userInfo: (token) => answered(request, () => userInfoAt(request.sandbox, token)),
    }),
  }
}

async function answered<T>(request: FastifyRequest, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    request.log.warn({ request: request.id, err: error })
    requireThat(request, 'authorization-server.answers', false, error.message)
    throw error
  }
}
