import type { Catalogue } from '@oauth-lab/kit/check-definition.ts'

/** What must be set up before a resource is served. */
export const configurationChecks = {
  'resource-server.configured': {
    clause: 'RFC 9110 §15.6.4',
    held: 'The resource server has a configuration.',
    broken: 'The resource server has no configuration: nobody has set it up.',
    error: 'temporarily_unavailable',
    status: 503,
  },
  'resource-server.server-defined': {
    clause: 'RFC 9728 §2',
    held: 'The server definition that the configuration names is there.',
    broken: 'The server definition that the configuration names is not there.',
    error: 'temporarily_unavailable',
    status: 503,
  },
} as const satisfies Catalogue
