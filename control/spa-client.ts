import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { spaClient } from './default-clients.ts'
import { ownClient } from './own-client.ts'

const cached = 'registration of spa'

const Registered = z.looseObject({ client_id: z.string() })

/**
 * Finds the client id of the single-page application. In the lab's own server bootstrap made it; at an
 * external server it is the given one, or control registers it (RFC 7591), once until it is
 * reset or started again.
 *
 * The function rejects with PeerError when such a server can't be asked, AdminError when the client is missing.
 */
export function createSpaClient({
  roles,
  environment,
}: Pick<ControlContext, 'roles' | 'environment'>): (sandbox: Sandbox) => Promise<string> {
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

  return async (sandbox) => {
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
}

/** In a blank sandbox `reset` makes none. */
function howToMake(sandbox: Sandbox): string {
  const { base, settings } = sandbox
  if (!settings().blank) return 'The client spa is missing; ./lab reset makes it again.'
  const uris = spaClient(base).redirect_uris.join(' and ')
  return `This lab is blank: there is no client spa. At ${base}/authserver/admin/ create a server definition, and a client of the name spa, without a secret, with the redirect URIs ${uris}.`
}

function missing(description: string): AdminError {
  return new AdminError(404, 'not_found', description)
}
