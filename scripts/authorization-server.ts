import { resolve } from 'node:path'
import {
  AuthorizationServerVariables,
  settingsOf,
} from '@oauth-lab/kit/authorization-server-variables.ts'
import { readFileVariables } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { ExternalAuthorizationServer } from '@oauth-lab/embedded/embedded-options.ts'
import type { Settings } from './settings.ts'

/**
 * The authorization server that is not the lab's own: `--issuer`, `--issuer-ca`, and the variables
 * `LAB_ISSUER`, `LAB_AUDIENCE` and the like, which say how it differs.
 * @throws ConfigurationError naming each value that can't be
 */
export function readAuthorizationServer(
  flags: { issuer?: string; 'issuer-ca'?: string },
  settings: Settings,
): ExternalAuthorizationServer {
  const { issuer, 'issuer-ca': ca } = flags
  const given = {
    ...settings,
    ...(issuer !== undefined && { LAB_ISSUER: issuer }),
    ...(ca !== undefined && { LAB_ISSUER_CA_FILE: resolve(ca), LAB_ISSUER_CA: undefined }),
  }
  const { env, problems } = readFileVariables(
    given,
    Object.keys(AuthorizationServerVariables.shape),
  )
  const { data, problems: wrong } = readBy(AuthorizationServerVariables, env)
  if (ca !== undefined && !given.LAB_ISSUER) {
    problems.push({
      path: '--issuer-ca',
      message: 'goes with --issuer, whose certificate it is for',
    })
  }
  const all = [...problems, ...wrong].map(({ path, message }) => ({
    path: nameOf(path, flags),
    message,
  }))
  if (data === undefined || all.length > 0)
    throw new ConfigurationError('The lab cannot start.', all)
  const { external: _, ...known } = settingsOf(data)
  return { ...known, ca: data.LAB_ISSUER_CA }
}

/** What the person typed, where it was a flag. */
function nameOf(path: string, flags: { issuer?: string; 'issuer-ca'?: string }): string {
  if (path === 'LAB_ISSUER' && flags.issuer !== undefined) return '--issuer'
  if (path.startsWith('LAB_ISSUER_CA') && flags['issuer-ca'] !== undefined) return '--issuer-ca'
  return path
}
