import * as oidc from 'openid-client'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Registrations } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/tables.ts'
import { observe } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { authenticationOf } from './authentication.ts'
import { timeout } from './metadata.ts'
import { ServerProblem } from './problem.ts'
import { singleFlight } from './single-flight.ts'

/** What the client authenticates with (RFC 6749 §2.3.1). */
export interface Credentials {
  clientId: string
  clientSecret: string
}

export interface Registration {
  /**
   * The credentials that were given or kept; otherwise the client registers itself (RFC 7591 §3.1).
   * @throws ServerProblem when the server registers no clients
   */
  credentials(sandbox: Sandbox, server: oidc.ServerMetadata, seen: Exchange[]): Promise<Credentials>
  /** Forgets credentials that the server does not know any more, so that the next use registers again. */
  forget(sandbox: Sandbox, clientId: string): Promise<void>
  /** Asks the server whether it still knows this client (RFC 7592 §2.1); forgets the registration if not. */
  confirm(sandbox: Sandbox): Promise<void>
}

export function pageOf(sandbox: Sandbox): string {
  return `${sandbox.base}/client/application/`
}

export function callbackOf(sandbox: Sandbox): string {
  return `${sandbox.base}/client/application/callback`
}

/** The client's registration: lazy, one at a time, and kept in the store. */
export function createRegistration(options: {
  fetch: Fetch
  registrations: Registrations
  given: Credentials | undefined
}): Registration {
  const { fetch, registrations, given } = options

  const find = (sandbox: Sandbox) =>
    registrations.find(sandbox.id, sandbox.authorizationServer.issuer, callbackOf(sandbox))

  const register = async (
    sandbox: Sandbox,
    server: oidc.ServerMetadata,
    seen: Exchange[],
  ): Promise<RegistrationRow> => {
    if (server.registration_endpoint === undefined) {
      throw new ServerProblem(501, 'The authorization server registers no clients.', {
        description:
          'Its metadata has no `registration_endpoint` (RFC 8414 §2). Register this application there, and start the lab with `LAB_CLIENT_ID` and `LAB_CLIENT_SECRET`.',
      })
    }
    const registered = await oidc.dynamicClientRegistration(
      new URL(server.issuer),
      metadataOf(sandbox, server),
      oidc.ClientSecretBasic(),
      {
        [oidc.customFetch]: observe(fetch, seen),
        timeout,
        ...(isPlain(sandbox) && { execute: [oidc.allowInsecureRequests] }),
      },
    )
    const metadata = registered.clientMetadata()
    const text = (name: string) => {
      const value = metadata[name]
      return typeof value === 'string' ? value : null
    }
    return registrations.keep({
      sandbox: sandbox.id,
      issuer: server.issuer,
      client_id: metadata.client_id,
      redirect_uri: callbackOf(sandbox),
      client_secret: text('client_secret') ?? '',
      registration_client_uri: text('registration_client_uri'),
      registration_access_token: text('registration_access_token'),
    })
  }

  return {
    async credentials(sandbox, server, seen) {
      if (given !== undefined) return given
      const row =
        (await find(sandbox)) ??
        (await singleFlight(sandbox, 'registration', () => register(sandbox, server, seen)))
      return { clientId: row.client_id, clientSecret: row.client_secret }
    },
    async forget(sandbox, clientId) {
      if (given === undefined) await registrations.forget(sandbox.id, clientId)
    },
    async confirm(sandbox) {
      const row = given === undefined ? await find(sandbox) : undefined
      if (row?.registration_client_uri == null || row.registration_access_token == null) return
      const authorization = `Bearer ${row.registration_access_token}`
      const answer = await fetch(row.registration_client_uri, {
        headers: { authorization },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeout * 1000),
      }).catch(() => undefined)
      await answer?.text()
      if (answer?.status === 401) await registrations.forget(sandbox.id, row.client_id)
    },
  }
}

const grantTypes = ['authorization_code', 'refresh_token', 'client_credentials']

/** What this client says about itself (RFC 7591 §2). */
function metadataOf(sandbox: Sandbox, server: oidc.ServerMetadata): Partial<oidc.ClientMetadata> {
  const offered = server.grant_types_supported
  return {
    client_name: 'simple-web-page',
    redirect_uris: [callbackOf(sandbox)],
    post_logout_redirect_uris: [pageOf(sandbox)],
    grant_types: grantTypes.filter((type) => offered === undefined || offered.includes(type)),
    response_types: ['code'],
    token_endpoint_auth_method: authenticationOf(server).method,
    scope: sandbox.authorizationServer.scope,
  }
}
