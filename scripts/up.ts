import { join, resolve } from 'node:path'
import { openDataFolder } from '@oauth-lab/embedded/data-folder.ts'
import type { EmbeddedLab } from '@oauth-lab/embedded/embedded-lab.ts'
import type { EmbeddedOptions } from '@oauth-lab/embedded/embedded-options.ts'
import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'
import { ConfigurationError, readAll } from '@oauth-lab/kit/problems.ts'
import { readAuthorizationServer } from './authorization-server.ts'
import { defineCommand } from './command-line/command.ts'
import { describeError } from './command-line/report-error.ts'
import { readCredentials } from './credentials.ts'
import { describeLab, readyLine } from './describe-lab.ts'
import { announce, isDetached, upDetached } from './detach.ts'
import type { Started } from './detach.ts'
import { refuseForeignFlags } from './docker/up-settings.ts'
import { labFolder, readLabFile, removeLabFile, writeLabFile } from './lab-file.ts'
import { externalFlags, readExternalRoles } from './external-roles.ts'
import { readPassphrase } from './passphrase.ts'
import { readOnOrOff } from './on-or-off.ts'
import { ownPasswords, readPasswords } from './people.ts'
import { readSettings } from './settings.ts'
import { upFlags } from './up-flags.ts'
import type { UpFlags } from './up-flags.ts'

type UpOptions = EmbeddedOptions & { passwords: Passwords; external: string }

/** `./lab up`: runs the embedded lab until Ctrl-C or SIGTERM; with `--docker` starts containers. */
export const command = defineCommand({
  flags: upFlags,
  async run({ flags }) {
    refuseForeignFlags(flags)
    if (flags.docker) {
      const { upInContainers } = await import('./docker/up-in-containers.ts')
      return upInContainers(flags)
    }
    const folder = labFolder(flags.data)
    const settings = readSettings()
    const [
      passwords,
      externalRoles,
      authorizationServer,
      credentials,
      exampleHooks,
      blank,
      passphrase,
    ] = readAll('The lab cannot start.', [
      () => readPasswords(settings),
      () => readExternalRoles(flags, settings),
      () => readAuthorizationServer(flags, settings),
      () => readCredentials(settings),
      () => readOnOrOff(settings, 'LAB_EXAMPLE_HOOKS', true),
      () => flags.blank || readOnOrOff(settings, 'LAB_BLANK', false),
      () => readPassphrase(settings),
    ])
    const options = {
      ...readOptions(flags, folder),
      passwords,
      externalRoles,
      authorizationServer,
      credentials,
      exampleHooks,
      blank,
      passphrase,
    }
    const { issuer } = authorizationServer
    const describe = ({ origin: base, blank: isBlank }: Started) =>
      describeLab({
        base,
        blank: isBlank,
        root: flags.http ? undefined : join(folder, 'certs', 'root.crt'),
        data: options.data,
        passwords,
        issuer,
        externalRoles,
      })
    if (flags.detach) {
      const started = await upDetached(flags, folder)
      process.stdout.write(`${describe(started)}\n${readyLine(started.origin)}`)
      return 0
    }
    try {
      const lab = await start(options, folder)
      const stopped = stopSignal()
      const stopWriting = keepLabFile(lab, folder, { ...options, external: externalFlags(flags) })
      announce({ origin: lab.origin, blank: lab.blank })
      process.stdout.write(`${describe(lab)}\n  Ctrl-C stops it.\n\n`)
      process.stdout.write(readyLine(lab.origin))
      await stopped
      stopWriting()
      await lab.stop()
      removeLabFile(folder, process.pid)
      return 0
    } catch (error) {
      if (!isDetached()) throw error
      const failure = describeError(error)
      announce(failure)
      return failure.code
    }
  },
})

async function start(options: EmbeddedOptions, folder: string): Promise<EmbeddedLab> {
  const importing = import('@oauth-lab/embedded/embedded-lab.ts')
  if (readLabFile(folder) !== undefined) await refuseSecondLab(folder)
  openDataFolder(folder)
  const { openEmbeddedLab } = await importing
  return openEmbeddedLab(options)
}

async function refuseSecondLab(folder: string): Promise<void> {
  const { findLab } = await import('./running-lab.ts')
  const other = await findLab(folder)
  if (other === undefined) return
  const { origin, pid, docker } = other.file
  const who = docker === undefined ? `process ${pid}` : `containers, project ${docker.project}`
  const message = `another lab is running on this folder (${origin}, ${who}); ./lab down stops it, --data chooses another`
  throw new ConfigurationError('The lab cannot start.', [{ path: folder, message }])
}

function readOptions(flags: UpFlags, folder: string): EmbeddedOptions {
  const { origin, host, http, hooks, config, memory, port = portOf(origin) } = flags
  const published = process.env['LAB_PUBLISHED_ON']
  return {
    port,
    ...(origin !== undefined && { origin }),
    ...(flags['mtls-port'] !== undefined && { mtlsPort: flags['mtls-port'] }),
    ...(http && { tls: false }),
    ...(host !== undefined && { host, ...(published && { published }) }),
    // People tell their programs to trust the folder's root: a lab in memory uses it too.
    certificates: join(folder, 'certs'),
    logs: join(folder, 'logs'),
    ...(!memory && { data: folder }),
    ...(hooks !== undefined && { hooks: resolve(hooks) }),
    ...(flags['edit-hooks'] && { editHooks: true }),
    ...(config !== undefined && { config: resolve(config) }),
  }
}

function portOf(origin: string | undefined): number {
  if (origin === undefined) return 8443
  return Number(URL.parse(origin)?.port || (origin.startsWith('http:') ? 80 : 443))
}

/** Writes the lab's file, and again before its token ends. Returns what stops that. */
function keepLabFile(lab: EmbeddedLab, folder: string, options: UpOptions): () => void {
  const { origin, ca } = lab
  const issuerCa = options.authorizationServer?.ca
  const facts = {
    pid: process.pid,
    origin,
    ca,
    startedAt: new Date().toISOString(),
    memory: options.data === undefined,
    passwords: ownPasswords(options.passwords),
    ...(options.external && { external: options.external }),
    ...(issuerCa !== undefined && { issuerCa }),
  }
  const keep = () => {
    try {
      writeLabFile(folder, { ...facts, token: lab.createToken() })
    } catch (error) {
      process.stderr.write(`lab: ${folder}: ${(error as Error).message}\n`)
    }
  }
  keep()
  const timer = setInterval(keep, 6 * 3600_000)
  timer.unref()
  return () => clearInterval(timer)
}

/** Resolves at the first signal; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => stop())
  })
}
