import { readFileVariables } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { GivenCredentials } from '@oauth-lab/embedded/embedded-options.ts'
import type { Settings } from './settings.ts'

/**
 * The credentials in `LAB_CLIENT_ID` and `LAB_CLIENT_SECRET`, those of the resource server in
 * `LAB_RESSERVER_CLIENT_…`, and `LAB_SPA_CLIENT_ID`; each may be a file of `…_FILE`.
 * @throws ConfigurationError for half a pair, and for a file that can't be read
 */
export function readCredentials(settings: Settings): GivenCredentials {
  const pairs = { client: 'LAB_CLIENT', resserver: 'LAB_RESSERVER_CLIENT' }
  const names = ['LAB_SPA_CLIENT_ID', ...Object.values(pairs).flatMap(variablesOf)]
  const { env, problems } = readFileVariables(settings, names)
  const given: GivenCredentials = {}
  for (const [role, prefix] of Object.entries(pairs)) {
    const [id, secret] = variablesOf(prefix) as [string, string]
    const { [id]: clientId, [secret]: clientSecret } = env
    if (clientId && clientSecret) given[role as keyof typeof pairs] = { clientId, clientSecret }
    else if (clientId || clientSecret) problems.push(clientId ? half(secret, id) : half(id, secret))
  }
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
  const { LAB_SPA_CLIENT_ID: spaClientId } = env
  return { ...given, ...(spaClientId && { spaClientId }) }
}

function variablesOf(prefix: string): string[] {
  return [`${prefix}_ID`, `${prefix}_SECRET`]
}

function half(missing: string, given: string): Problem {
  return { path: missing, message: `is set together with ${given}` }
}
