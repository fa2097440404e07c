import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Roles } from './roles.ts'

/** What the client's management API tells of its applications, as far as it matters here. */
const Applications = z.object({
  items: z.array(z.object({ application: z.string(), configuration: z.string().nullable() })),
})

const ClientConfiguration = z.object({
  resource: z.string().nullable(),
  asked: z.object({ scope: z.string().default('openid') }),
  registration: z.object({ client_id: z.string(), issuer: z.string() }).nullable(),
})

/** A client as a person configured it for an application, and the server that knows it. */
export interface ChosenClient {
  clientId: string
  issuer: string
  scope: string
  /** What is sent as `resource`; null: what the lab sends, at another server nothing. */
  resource: string | null
}

/**
 * The id of the client configuration that an application works with; null: none was chosen. Undefined where
 * the client is an external program or does not answer.
 */
export async function findChosen(
  roles: Roles,
  sandbox: Sandbox,
  application: 'web' | 'spa',
): Promise<string | null | undefined> {
  if (roles.isOwn('client')) return undefined
  try {
    const answer = await roles.call(sandbox, 'client', 'GET', 'applications')
    const { items } = Applications.parse(answer)
    return items.find((one) => one.application === application)?.configuration ?? null
  } catch (error) {
    if (error instanceof AdminError && error.status === 502) return undefined
    throw error
  }
}

/** The client of a configuration. @throws AdminError 404 where it is not registered yet */
export async function readChosen(
  roles: Roles,
  sandbox: Sandbox,
  id: string,
): Promise<ChosenClient> {
  const path = `client-configurations/${encodeURIComponent(id)}`
  const answer = await roles.call(sandbox, 'client', 'GET', path)
  const { resource, asked, registration } = ClientConfiguration.parse(answer)
  if (registration === null) {
    const description = `The client configuration of this application is not registered yet. Register it at ${sandbox.base}/client/admin/.`
    throw new AdminError(404, 'not_found', description)
  }
  const { client_id: clientId, issuer } = registration
  return { clientId, issuer, scope: asked.scope, resource }
}
