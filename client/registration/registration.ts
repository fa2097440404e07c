import * as oidc from 'openid-client'
import type { FastifyRequest } from 'fastify'
import { metadataUrlOf } from '@oauth-lab/kit/discovery.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { requireThat } from '../checks.ts'
import type { Chosen } from '../configurations/chosen.ts'
import { observe } from '../issuer/exchange.ts'
import type { Exchange } from '../issuer/exchange.ts'
import { timeout } from '../issuer/metadata.ts'
import { ServerProblem } from '../issuer/problem.ts'
import { singleFlight } from '../issuer/single-flight.ts'
import type { Registrations } from '../store/registrations.ts'
import { defaultConfiguration } from '../store/tables.ts'
import type { RegistrationRow } from '../store/tables.ts'
import { readRegistration } from './manage.ts'
import { metadataOf } from './metadata-of.ts'
import { registrationFrom } from './registration-from.ts'

/** What the client authenticates with (RFC 6749 §2.3.1). */
export interface Credentials {
  clientId: string
  /** Empty for a public client. */
  clientSecret: string
}

export interface Registration {
  /**
   * The credentials that were given or kept; otherwise the client registers itself, where its
   * configuration says so (RFC 7591 §3.1).
   * @throws ServerProblem when the server registers no clients
   * @throws Refusal when nobody has registered the client
   */
  credentials(
    request: FastifyRequest,
    chosen: Chosen,
    server: oidc.ServerMetadata,
    seen: Exchange[],
  ): Promise<Credentials>
  /**
   * Registers the client (RFC 7591 §3.1); nothing is kept.
   * @throws as openid-client does, ServerProblem
   */
  register(
    request: FastifyRequest,
    chosen: Chosen,
    server: oidc.ServerMetadata,
    seen: Exchange[],
    initialAccessToken?: string,
  ): Promise<RegistrationRow>
  /** What is kept and serves at this server, for this redirect URI. */
  current(request: FastifyRequest, chosen: Chosen): Promise<RegistrationRow | undefined>
  /** The credentials with which the lab was started, if they are this configuration's. */
  given(chosen: Chosen): Credentials | undefined
  /** Forgets credentials that the server does not know any more. */
  forget(request: FastifyRequest, chosen: Chosen, clientId: string): Promise<void>
  /** Asks the server whether it still knows this client (RFC 7592 §2.1); forgets the registration if not. */
  confirm(request: FastifyRequest, chosen: Chosen): Promise<void>
}

/** openid-client looks for an OpenID configuration before it registers: what is known without one is its answer. */
function withKnown(
  { definition: { source } }: Chosen,
  server: oidc.ServerMetadata,
  fetch: oidc.CustomFetch,
): oidc.CustomFetch {
  if (source === 'openid-configuration') return fetch
  const address = metadataUrlOf(server.issuer)
  return (url, options) =>
    url === address ? Promise.resolve(Response.json(server)) : fetch(url, options)
}

/** The client's registration at each server: one at a time, and kept in the store. */
export function createRegistration(options: {
  registrations: Registrations
  /** Of the configuration with which a sandbox begins. */
  given: Credentials | undefined
}): Registration {
  const { registrations } = options

  const given = ({ configuration, definition }: Chosen) =>
    configuration.id === defaultConfiguration && definition.builtIn ? options.given : undefined
  const find = ({ sandbox }: FastifyRequest, { configuration, definition, redirectUri }: Chosen) =>
    registrations.find(sandbox.id, configuration.id, { issuer: definition.issuer, redirectUri })

  const register: Registration['register'] = async (request, chosen, server, seen, token) => {
    const { sandbox } = request
    const { configuration, fetch } = chosen
    if (server.registration_endpoint === undefined) {
      throw new ServerProblem(501, 'The authorization server registers no clients.', {
        description:
          'Its metadata has no `registration_endpoint` (RFC 8414 §2). Register this application there, and start the lab with `LAB_CLIENT_ID` and `LAB_CLIENT_SECRET`, or type both in at the client’s portal.',
      })
    }
    const registered = await oidc.dynamicClientRegistration(
      new URL(server.issuer),
      metadataOf(sandbox, configuration, chosen.server, server),
      configuration.type === 'public' ? oidc.None() : oidc.ClientSecretBasic(),
      {
        [oidc.customFetch]: withKnown(chosen, server, observe(fetch, seen)),
        timeout,
        ...(token !== undefined && { initialAccessToken: token }),
        ...(isPlain(sandbox) && { execute: [oidc.allowInsecureRequests] }),
      },
    )
    return registrationFrom(sandbox, chosen, registered.clientMetadata())
  }

  return {
    given,
    current: find,
    register,
    async credentials(request, chosen, server, seen) {
      const fixed = given(chosen)
      if (fixed !== undefined) return fixed
      const { configuration, definition } = chosen
      let row = await find(request, chosen)
      if (row === undefined) {
        const { base } = request.sandbox
        const where = `Register ${configuration.clientName} at ${base}/client/admin/.`
        requireThat(
          request,
          'client-configuration.registered',
          configuration.registersItself,
          where,
        )
        const flight = `registration ${configuration.id} ${definition.issuer}`
        row = await singleFlight(request.sandbox, flight, async () =>
          registrations.keep(await register(request, chosen, server, seen)),
        )
      }
      return { clientId: row.client_id, clientSecret: row.client_secret }
    },
    async forget({ sandbox }, chosen, clientId) {
      const { id } = chosen.configuration
      if (given(chosen) === undefined) await registrations.forget(sandbox.id, id, clientId)
    },
    async confirm(request, chosen) {
      const row = given(chosen) === undefined ? await find(request, chosen) : undefined
      if (row === undefined || row.registration_client_uri === null) return
      const answer = await readRegistration(chosen.fetch, row).catch(() => undefined)
      if (answer?.status !== 401) return
      await registrations.forget(request.sandbox.id, row.configuration_id, row.client_id)
    },
  }
}
