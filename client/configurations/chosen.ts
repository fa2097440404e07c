import type { FastifyRequest } from 'fastify'
import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import type { AuthorizationServer } from '@oauth-lab/kit/authorization-server.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isOpenId } from '@oauth-lab/kit/server-definitions/is-openid.ts'
import { findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import type { Fetch, FetchTrusting } from '@oauth-lab/kit/trust.ts'
import { requireThat } from '../checks.ts'
import type { Database } from '../store/database.ts'
import { callbackOf } from './addresses.ts'
import type { Application } from './application-document.ts'
import { readApplications } from './applications.ts'
import { findConfiguration } from './configurations.ts'
import type { Configuration } from './configurations.ts'

/** What an application works with. */
export interface Chosen {
  configuration: Configuration
  definition: ServerDefinition
  /** The server of the definition as this configuration uses it. */
  server: AuthorizationServer
  /** The redirect URI that the web page sends. */
  redirectUri: string
  /** `fetch` that trusts what the definition says. */
  fetch: Fetch
  /** The same for the resource server of this lab. */
  labFetch: Fetch
}

export interface Choices {
  /** What an application works with. @throws Refusal when nothing was chosen */
  of(request: FastifyRequest, application: Application): Promise<Chosen>
  /** What there is of a configuration; undefined when it or its server is gone. */
  find(sandbox: Sandbox, id: string): Promise<Chosen | undefined>
  /** A configuration by its id, and its server. @throws Refusal when it is gone */
  byId(request: FastifyRequest, id: string): Promise<Chosen>
  /** What a configuration comes to when it is changed, at the same server. */
  changed(request: FastifyRequest, chosen: Chosen, configuration: Configuration): Chosen
}

/** Finds the configuration with which a request is served. */
export function createChoices(
  db: Database,
  { fetch, fetchTrusting }: { fetch: Fetch; fetchTrusting: FetchTrusting },
): Choices {
  const find = async (sandbox: Sandbox, id: string): Promise<Chosen | undefined> => {
    const found = await findBoth(db, sandbox, id)
    if (found === undefined) return undefined
    const { definition } = found
    const { builtIn, authority } = definition
    const fetches = { fetch: builtIn ? fetch : fetchTrusting(authority), labFetch: fetch }
    return { ...found, ...fetches, ...derive(sandbox, definition, found.configuration) }
  }
  const byId = async (request: FastifyRequest, id: string): Promise<Chosen> => {
    const { sandbox } = request
    const found = await find(sandbox, id)
    const where = `Make one, and choose it, at ${sandbox.base}/client/admin/.`
    requireThat(request, 'client-configuration.chosen', found, where)
    return found
  }
  return {
    find,
    byId,
    changed: ({ sandbox }, chosen, configuration) => ({
      ...chosen,
      configuration,
      ...derive(sandbox, chosen.definition, configuration),
    }),
    async of(request, application) {
      const applications = await readApplications(db, request.sandbox)
      return byId(request, applications.get(application) ?? '')
    },
  }
}

async function findBoth(db: Database, sandbox: Sandbox, id: string) {
  const configuration = await findConfiguration(db, sandbox, id)
  if (configuration === undefined) return undefined
  const definition = await findDefinition(db, sandbox, configuration.server)
  return definition && { configuration, definition }
}

function derive(sandbox: Sandbox, definition: ServerDefinition, configuration: Configuration) {
  return {
    server: serverOf(sandbox, definition, configuration),
    redirectUri: configuration.redirectUri ?? callbackOf(sandbox),
  }
}

/** Of another server the lab knows the issuer alone, and what the configuration says. */
function serverOf(
  { authorizationServer: own }: Sandbox,
  definition: ServerDefinition,
  configuration: Configuration,
): AuthorizationServer {
  const { issuer } = definition
  const scope = isOpenId(definition) ? 'openid' : ''
  const known =
    issuer === own.issuer ? own : { ...own, issuer, external: true, resource: undefined, scope }
  return {
    ...known,
    resource: configuration.resource ?? known.resource,
    scope: configuration.scope ?? known.scope,
  }
}
