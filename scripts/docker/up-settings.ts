import { resolve } from 'node:path'
import { UsageError } from '../command-line/command.ts'
import { isCheckout } from '../lab-file.ts'
import type { Settings } from '../settings.ts'
import type { UpFlags } from '../up-flags.ts'

type Problems = Partial<Record<keyof UpFlags, string>>

/** Flags of the embedded lab, and what to do instead. */
const embeddedOnly: Problems = {
  detach: '--detach goes without --docker: containers run in the background anyway',
  memory:
    '--memory goes without --docker: containers keep their data in volumes; ./lab down --volumes forgets them',
  origin:
    '--origin goes without --docker: there the origin is https://webserver, with the port of --port',
  host: '--host goes without --docker; --bind chooses the address on which containers are published',
  http: '--http goes without --docker: containers are reached over TLS alone',
  hooks: '--hooks goes without --docker',
  'edit-hooks': '--edit-hooks goes without --docker: hooks run in one process, on loopback',
  config: '--config goes without --docker',
}

/** Flags of the lab in containers. */
const containersOnly: Problems = {
  bind: '--bind goes with --docker; --host is the embedded lab’s',
  project: '--project goes with --docker',
}

const variables = {
  port: 'LAB_PORT',
  'mtls-port': 'LAB_MTLS_PORT',
  bind: 'LAB_BIND',
  issuer: 'LAB_ISSUER',
  'authserver-url': 'LAB_AUTHSERVER_URL',
  'resserver-url': 'LAB_RESSERVER_URL',
  'client-url': 'LAB_CLIENT_URL',
} as const

/** @throws UsageError naming each flag that is not for the way to run that was chosen */
export function refuseForeignFlags(flags: UpFlags): void {
  if (flags.docker && !isCheckout && !process.env['COMPOSE_FILE']) {
    const why = '--docker needs a checkout of the project; this is not one'
    throw new UsageError([why], 'up')
  }
  const foreign = Object.entries(flags.docker ? embeddedOnly : containersOnly)
  const problems = foreign.flatMap(([flag, problem]) =>
    flags[flag as keyof UpFlags] ? [problem] : [],
  )
  if (problems.length > 0) throw new UsageError(problems, 'up')
}

/**
 * What the flags of `up --docker` set for Compose, over the environment and `.env`.
 * @throws UsageError for a value that can't be
 */
export function readUpSettings(flags: UpFlags, given: Settings): Settings {
  const { project, port } = flags
  const anyPort = (['port', 'mtls-port'] as const).filter((name) => flags[name] === 0)
  const problems = [
    anyPort.map((name) => `--${name} takes a number from 1 to 65535 with --docker, not 0`),
    project !== undefined && !/^[a-z\d][a-z\d_-]*$/.test(project)
      ? `--project takes small letters, digits, - and _, not ${project}`
      : [],
  ].flat()
  if (problems.length > 0) throw new UsageError(problems, 'up')
  const set = Object.entries(variables).flatMap(([flag, variable]) => {
    const value = flags[flag as keyof typeof variables]
    return value === undefined ? [] : [[variable, String(value)]]
  })
  const { 'issuer-ca': ca } = flags
  if (ca !== undefined) set.push(['LAB_ISSUER_CA_FILE', resolve(ca)])
  // Who moves the lab to a port of its own has something else on the usual ones.
  const redirect = port !== undefined && given['LAB_HTTP_PORT'] === undefined
  if (flags.blank) set.push(['LAB_BLANK', 'on'])
  return { ...Object.fromEntries(set), ...(redirect && { LAB_HTTP_PORT: '' }) } as Settings
}
