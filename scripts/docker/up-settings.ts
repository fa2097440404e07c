import { UsageError } from '../command-line/command.ts'
import type { Input } from '../command-line/command.ts'
import type { Settings } from '../settings.ts'

/** Flags of the embedded lab, and what to do instead. */
const embeddedOnly: Record<string, string> = {
  detach: '--detach goes without --docker: containers run in the background anyway',
  memory:
    '--memory goes without --docker: containers keep their data in volumes; ./lab down --volumes forgets them',
  origin:
    '--origin goes without --docker: there the origin is https://webserver, with the port of --port',
  host: '--host goes without --docker; --bind chooses the address on which containers are published',
  hooks: '--hooks goes without --docker',
  config: '--config goes without --docker',
}

/** Flags of the lab in containers. */
const containersOnly: Record<string, string> = {
  bind: '--bind goes with --docker; --host is the embedded lab’s',
  project: '--project goes with --docker',
}

const variables: Record<string, string> = {
  port: 'LAB_PORT',
  bind: 'LAB_BIND',
  'authserver-url': 'LAB_AUTHSERVER_URL',
  'resserver-url': 'LAB_RESSERVER_URL',
  'client-url': 'LAB_CLIENT_URL',
}

/** @throws UsageError naming each flag that is not for the way to run that was chosen */
export function refuseForeignFlags({ values, switches }: Input): void {
  const foreign = switches.has('docker') ? embeddedOnly : containersOnly
  const problems = Object.entries(foreign).flatMap(([flag, problem]) =>
    values[flag] !== undefined || switches.has(flag) ? [problem] : [],
  )
  if (problems.length > 0) throw new UsageError(problems, 'up')
}

/**
 * What the flags of `up --docker` set for Compose, over the environment and `.env`.
 * @throws UsageError for a value that can't be
 */
export function readUpSettings({ values }: Input, given: Settings): Settings {
  const { port, project } = values
  const problems = [
    port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65_536)
      ? `--port takes a number from 1 to 65535 with --docker, not ${port}`
      : [],
    project !== undefined && !/^[a-z\d][a-z\d_-]*$/.test(project)
      ? `--project takes small letters, digits, - and _, not ${project}`
      : [],
  ].flat()
  if (problems.length > 0) throw new UsageError(problems, 'up')
  const set = Object.entries(variables).flatMap(([flag, variable]) =>
    values[flag] === undefined ? [] : [[variable, values[flag]]],
  )
  // Who moves the lab to a port of its own has something else on the usual ones.
  const redirect = port !== undefined && given['LAB_HTTP_PORT'] === undefined
  return { ...Object.fromEntries(set), ...(redirect && { LAB_HTTP_PORT: '' }) } as Settings
}
