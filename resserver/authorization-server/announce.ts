import type { FastifyRequest } from 'fastify'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { Database } from '../store/tables.ts'
import type { AuthorizationServers } from './authorization-servers.ts'

export interface Announcements {
  /** Registers the resources of a sandbox, where they are configured. @throws PeerError when nobody can be asked */
  register(sandbox: Sandbox): Promise<void>
  /** The same; a server that can't be asked now learns of them when it is asked next. */
  announce(request: FastifyRequest): Promise<void>
}

/** Tells the authorization server which resources there are: it grants those that it knows. */
export function createAnnouncements(
  db: Database,
  authorizationServers: AuthorizationServers,
): Announcements {
  const register = async (sandbox: Sandbox) => {
    const configuration = await configurationOf(db, sandbox)
    if (configuration === undefined) return
    const definition = await findDefinition(db, sandbox, configuration.serverDefinition)
    if (definition === undefined) return
    await authorizationServers.register({ sandbox, configuration, definition })
  }
  return {
    register,
    async announce({ sandbox, log, id }) {
      try {
        await register(sandbox)
      } catch (error) {
        if (!(error instanceof PeerError)) throw error
        log.warn({ request: id, err: error })
      }
    },
  }
}
