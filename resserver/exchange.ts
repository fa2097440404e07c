import type { FastifyRequest } from 'fastify'
import type { ResourceServerConfiguration } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { ServerDefinition } from '@oauth-lab/kit/admin/server-definition-document.ts'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import { requireThat } from './checks.ts'
import { configurationOf } from './configuration/configurations.ts'
import type { Database } from './store/tables.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What a request for a resource is judged by; undefined elsewhere, and while nothing is configured. */
    exchange: Exchange | undefined
  }
}

/** One request about a resource, and what it is judged by: read once, handed on. */
export interface Exchange extends Checked {
  request: FastifyRequest
  sandbox: Sandbox
  /** Path of the resource, below the base of the sandbox. */
  path: string
  configuration: ResourceServerConfiguration
  /** The authorization server whose tokens count. */
  definition: ServerDefinition
}

/**
 * Reads by what a request is judged.
 * @throws Refusal (503) while the resource server is not configured
 */
export async function openExchange(
  db: Database,
  request: FastifyRequest,
  path: string,
): Promise<Exchange> {
  const { sandbox, checks } = request
  const where = `Create it at ${sandbox.base}/resserver/admin/.`
  // What is set up is told by nothing: it would stand in each recording.
  const judged: Checked = { sandbox, checks: [] }
  try {
    const configuration = await configurationOf(db, sandbox)
    requireThat(judged, 'resource-server.configured', configuration, where)
    const definition = await findDefinition(db, sandbox, configuration.serverDefinition)
    requireThat(judged, 'resource-server.server-defined', definition, where)
    return { request, sandbox, checks, path, configuration, definition }
  } finally {
    checks.push(...judged.checks.filter(({ outcome }) => outcome === 'failed'))
  }
}
