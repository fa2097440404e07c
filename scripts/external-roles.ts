import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { replaceable, variableOf } from '@oauth-lab/webserver/upstreams.ts'
import { isBareUrl } from '@oauth-lab/embedded/bare-url.ts'
import type { ExternalRoles } from '@oauth-lab/embedded/embedded-options.ts'
import type { Settings } from './settings.ts'
import type { UpFlags } from './up-flags.ts'

/** The flags that name external programs, as one would type them again; empty without. */
export function externalFlags(values: ExternalFlags): string {
  return externalNames
    .map((name) => (values[name] === undefined ? '' : ` --${name} ${values[name]}`))
    .join('')
}

const externalNames = [
  'issuer',
  'issuer-ca',
  'authserver-url',
  'resserver-url',
  'client-url',
] as const
type ExternalFlags = { [Name in (typeof externalNames)[number]]?: string | undefined }

/**
 * The external programs at roles' places: `--resserver-url` and the like, or the variables
 * `LAB_…_URL`.
 * @throws ConfigurationError naming each that is no scheme, host and port
 */
export function readExternalRoles(flags: UpFlags, settings: Settings): ExternalRoles {
  const problems: Problem[] = []
  const own = replaceable.flatMap((role) => {
    const flag = `${role}-url` as const
    const variable = variableOf(role)
    const text = flags[flag] ?? settings[variable]
    if (!text) return []
    if (!isBareUrl(text)) {
      const path = flags[flag] === undefined ? variable : `--${flag}`
      problems.push({ path, message: `${text} is no URL like http://localhost:4000` })
      return []
    }
    const url = new URL(text)
    // The name by which containers call this machine, in a .env that serves both ways to run.
    if (url.hostname === 'host.docker.internal') url.hostname = 'localhost'
    return [[role, url.origin]]
  })
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
  return Object.fromEntries(own) as ExternalRoles
}
