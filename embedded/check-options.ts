import { resolve } from 'node:path'
import { existsSync } from 'node:fs'
import { isIP } from 'node:net'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'
import { hintFor } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError, readAll } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { replaceable } from '@oauth-lab/webserver/upstreams.ts'
import { isBareUrl } from './bare-url.ts'
import { openDataFolder } from './data-folder.ts'
import type { EmbeddedOptions } from './embedded-options.ts'
import { publicPasswordProblems } from './public-passwords.ts'
import type { Passwords } from './public-passwords.ts'
import type { ConfigurationFile } from './read-configuration.ts'
import { plainProblems } from './plain-http.ts'
import { isEvery, parseOrigin } from './start-steps.ts'

/** What the options come to. */
export interface CheckedOptions {
  /** By which the lab is known. */
  host: string
  passwords: Passwords
  /** The file of `config`. */
  configuration: ConfigurationFile | undefined
}

const subject = 'The lab cannot start.'

/**
 * Checks what can be seen before anything is opened; makes the data folder.
 * @throws ConfigurationError with every problem at once
 */
export async function checkOptions(options: EmbeddedOptions): Promise<CheckedOptions> {
  const { origin, config, data } = options
  const passwords = { ...defaultPasswords, ...options.passwords }
  const refuse = (problems: Problem[]) => {
    if (problems.length > 0) throw new ConfigurationError(subject, problems)
  }
  // What reads YAML is loaded where there is such a file.
  const reading = config === undefined ? undefined : await import('./read-configuration.ts')
  const [host, configuration] = readAll(subject, [
    () => (origin === undefined ? hostOf(options) : parseOrigin(origin, options.tls)),
    () => reading?.readConfiguration(config!),
    () => refuse(unknownMembers(options)),
    () => refuse(portProblems(options)),
    () => refuse(plainProblems(options)),
    () => refuse(passwordProblems(options, passwords)),
    () => refuse(roleProblems(options)),
    () => refuse(hookProblems(options)),
    () => refuse(editProblems(options)),
    () => refuse(blankProblems(options)),
    () => data !== undefined && openDataFolder(data),
  ])
  return { host, passwords, configuration: await configuration?.open(options.passphrase) }
}

/** The host by which a lab is known that listens on one address; on every address it is localhost. */
function hostOf({ host }: EmbeddedOptions): string {
  if (host === undefined || isEvery(host)) return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

const members: Record<keyof EmbeddedOptions, true> = {
  port: true,
  mtlsPort: true,
  origin: true,
  tls: true,
  host: true,
  published: true,
  passwords: true,
  externalRoles: true,
  authorizationServer: true,
  credentials: true,
  data: true,
  certificates: true,
  hooks: true,
  exampleHooks: true,
  editHooks: true,
  blank: true,
  config: true,
  passphrase: true,
  logs: true,
  onLog: true,
}

function unknownMembers(options: EmbeddedOptions): Problem[] {
  const known = Object.keys(members)
  return Object.keys(options).flatMap((path) => {
    if (known.includes(path)) return []
    return [{ path, message: `there is no such option; ${hintFor(path, known)}` }]
  })
}

function portProblems({ port = 0, mtlsPort = 0 }: EmbeddedOptions): Problem[] {
  return Object.entries({ port, mtlsPort }).flatMap(([path, value]) => {
    if (Number.isInteger(value) && value >= 0 && value < 65_536) return []
    return [{ path, message: `must be a whole number from 0 to 65535, not ${value}` }]
  })
}

function passwordProblems({ host, published }: EmbeddedOptions, passwords: Passwords): Problem[] {
  const address = published ?? host
  if (host === undefined || address === undefined) return []
  const setting = published === undefined ? `--host ${host}` : `LAB_PUBLISHED_ON=${published}`
  return publicPasswordProblems(address, setting, passwords)
}

/** An external program has a bare URL; an issuer at its own address has no place in the lab. */
function roleProblems({ authorizationServer, externalRoles = {} }: EmbeddedOptions): Problem[] {
  const problems = Object.entries(externalRoles).flatMap(([role, url]) => {
    const path = `externalRoles.${role}`
    if (!(replaceable as readonly string[]).includes(role)) {
      return [{ path, message: `there is no such role; there are ${replaceable.join(', ')}` }]
    }
    if (isBareUrl(url)) return []
    return [{ path, message: `${url} is no URL like http://localhost:4000` }]
  })
  if (authorizationServer?.issuer === undefined || externalRoles.authserver === undefined) {
    return problems
  }
  const message =
    'is set together with --issuer: the authorization server stands at its own address, or in the place of the lab’s'
  return [...problems, { path: '--authserver-url', message }]
}

function hookProblems({ hooks }: EmbeddedOptions): Problem[] {
  if (hooks === undefined || existsSync(hooks)) return []
  return [{ path: resolve(hooks), message: 'there is no such file' }]
}

/** Who signs in by a password that everybody knows may put code into the lab: only from this machine. */
function editProblems({ editHooks, host, published, origin }: EmbeddedOptions): Problem[] {
  if (editHooks !== true) return []
  const named = origin === undefined ? undefined : URL.parse(origin)?.hostname
  const places = [host, published, named].filter((place) => place !== undefined)
  return places
    .filter((place) => !isLoopback(place))
    .map((place) => ({
      path: 'editHooks',
      message: `is for a lab that only this machine reaches; ${place} is no loopback address`,
    }))
}

/** What a lab begins with that is to begin with users alone. */
function blankProblems(options: EmbeddedOptions): Problem[] {
  const { blank, config, credentials = {}, authorizationServer, externalRoles } = options
  if (blank !== true) return []
  const own = 'is set together with blank: who sets up a blank lab'
  const given: [string, boolean, string][] = [
    ['config', config !== undefined, `${own} writes its server definition by hand`],
    [
      'credentials',
      Object.values(credentials).some(Boolean),
      `${own} registers its clients by hand`,
    ],
    [
      'authorizationServer.issuer',
      authorizationServer?.issuer !== undefined,
      `${own} names the issuer by hand`,
    ],
    [
      'externalRoles.authserver',
      externalRoles?.authserver !== undefined,
      'is set together with blank: an external program has no server definition here',
    ],
  ]
  return given.flatMap(([path, isSet, message]) => (isSet ? [{ path, message }] : []))
}
