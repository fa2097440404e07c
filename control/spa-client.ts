import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { AuthorizationServer } from '@oauth-lab/kit/authorization-server.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findChosen, readChosen } from './chosen-client.ts'
import type { ControlContext } from './context.ts'
import { spaClient } from './default-clients.ts'
import { ownClient } from './own-client.ts'

const cached = 'registration of spa'

const Registered = z.looseObject({ client_id: z.string() })

/** The single-page application as a client of an authorization server. */
export interface SpaClient extends Pick<AuthorizationServer, 'issuer' | 'scope' | 'resource'> {
  clientId: string
  /** Whether the server is not this sandbox's own. */
  external: boolean
}

/**
 * Finds the client of the single-page application: the one that was chosen for it. Else, in the lab's own
 * server, the one that bootstrap made; at an external server the given one, or control registers it
 * (RFC 7591), once until it is reset or started again.
 *
 * The function rejects with PeerError when such a server can't be asked, AdminError when the client is missing.
 */
export function createSpaClient({
  roles,
  environment,
}: Pick<ControlContext, 'roles' | 'environment'>): (sandbox: Sandbox) => Promise<SpaClient> {
  const { fetch, spaClientId } = environment

  const register = async (sandbox: Sandbox): Promise<string> => {
    const { issuer, scope } = sandbox.authorizationServer
    const metadata = await createDiscovery({ issuer, fetch, clock: sandbox.clock })()
    const { registration_endpoint: endpoint } = metadata
    if (endpoint === undefined) {
      throw missing('The authorization server registers no clients; set LAB_SPA_CLIENT_ID.')
    }
    const { status, body } = await fetchJson(fetch, 'registration', endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ ...spaClient(sandbox.base), scope }),
    })
    const read = Registered.safeParse(body)
    if (status !== 201 || !read.success) {
      const { error = '' } = (body ?? {}) as { error?: string }
      throw missing(`The registration of the client spa was answered ${status} ${error}.`)
    }
    return read.data.client_id
  }

  const labClient = async (sandbox: Sandbox): Promise<string> => {
    if (!roles.isOwn('authserver')) {
      const spa = await ownClient(roles, sandbox, 'spa')
      if (spa === undefined) throw missing(howToMake(sandbox))
      return spa.client_id
    }
    if (spaClientId !== undefined) return spaClientId
    const kept = sandbox.cache.get(cached) as Promise<string> | undefined
    if (kept !== undefined) return kept
    const registering = register(sandbox)
    sandbox.cache.set(cached, registering)
    // A failure is not remembered.
    registering.catch(() => sandbox.cache.delete(cached))
    return registering
  }

  return async (sandbox) => {
    const { issuer, scope, resource, external } = sandbox.authorizationServer
    const id = await findChosen(roles, sandbox, 'spa')
    if (id === undefined || id === null) {
      return { clientId: await labClient(sandbox), issuer, scope, resource, external }
    }
    const chosen = await readChosen(roles, sandbox, id)
    const isUsual = chosen.issuer === issuer
    return {
      ...chosen,
      resource: chosen.resource ?? (isUsual ? resource : undefined),
      external: !isUsual || external,
    }
  }
}

/** In a blank sandbox `reset` makes none. */
function howToMake(sandbox: Sandbox): string {
  const { base, settings } = sandbox
  if (!settings().blank) return 'The client spa is missing; ./lab reset makes it again.'
  return `This lab is blank: the single-page application is no client yet. Create a server definition at ${base}/authserver/admin/, and a public client configuration at ${base}/client/admin/. Register it, and choose it for the application.`
}

function missing(description: string): AdminError {
  return new AdminError(404, 'not_found', description)
}
