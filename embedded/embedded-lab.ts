import { isIP } from 'node:net'
import { join } from 'node:path'
import type { CertificateInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { createGateway } from '@oauth-lab/webserver/gateway.ts'
import type { Handler } from '@oauth-lab/webserver/gateway.ts'
import { roles, staticPaths } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import type { Upstreams } from '@oauth-lab/webserver/upstreams.ts'
import { openAdminKey, openDataFolder } from './data-folder.ts'
import type { EmbeddedOptions, ExternalRoles, GivenCredentials } from './embedded-options.ts'
import { openLogs } from './lab-logs.ts'
import { openDoors } from './open-doors.ts'
import type { Passwords } from './open-doors.ts'
import { readConfiguration } from './read-configuration.ts'
import { openRoles } from './roles.ts'
import { addressesOf, listen, parseOrigin, runBootstrap } from './start-steps.ts'

/** A lab that runs in this process. */
export interface EmbeddedLab {
  origin: string
  /** The root certificate, PEM. */
  ca: string
  /** A bearer token for the control API and every role's admin API, good for 12 hours. */
  createToken(): string
  trustedFetch: Fetch
  /** The last log lines of all roles. */
  logs(): string[]
  stop(): Promise<void>
}

/**
 * Starts all roles and the web server in this process and makes the default sandbox's users and
 * clients. Binds loopback only, unless told.
 * @throws ConfigurationError naming every problem: port, folder, configuration, hooks, passwords that
 *   everybody knows behind a door that others reach
 */
export async function openEmbeddedLab(options: EmbeddedOptions = {}): Promise<EmbeddedLab> {
  const { data, hooks, externalRoles = {}, certificates = data && join(data, 'certs') } = options
  const { ca, ...authorizationServer } = options.authorizationServer ?? {}
  const { issuer } = authorizationServer
  const host = options.origin === undefined ? hostOf(options) : parseOrigin(options.origin)
  const passwords: Passwords = { ...defaultPasswords, ...options.passwords }
  requireClosedDoors(options, passwords)
  requireOnePlace(options)
  const configuration = options.config && readConfiguration(options.config)
  if (data !== undefined) openDataFolder(data)
  // Closed from the first to the last: requests finish before a store goes, all of them are logged.
  const open: Record<'door' | 'apps' | 'trust' | 'logs', (() => Promise<unknown>) | undefined> = {
    door: undefined,
    apps: undefined,
    trust: undefined,
    logs: undefined,
  }
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      for (const close of Object.values(open)) await close?.()
    })()
    return stopping
  }

  try {
    const { root, leaf } = await openCertificates(host, certificates)
    let certificate = readCertificate(leaf.certificate)
    const logFolder = data !== undefined && options.log === 'file' ? join(data, 'logs') : undefined
    const logs = openLogs(logFolder, process.env['LAB_TEST_LOGS'], options.onLog)
    open.logs = () => logs.close()

    const doorLog = createLog('gateway', logs.of('gateway'))
    const handlers: Partial<Record<RoleName, Handler>> = {}
    const gateway = createGateway({
      leaf,
      handlers,
      upstreams: upstreamsOf(externalRoles),
      issuer,
      root: root.certificate,
      log: (line) => doorLog.info(line),
    })
    open.door = () => gateway.close()
    const port = await listen(gateway, options.port ?? 0, addressesOf(host, options.host))
    const origin = options.origin ?? `https://${host}:${port}`
    gateway.answerFor(origin)

    // Asking the system where localhost is takes longer than the request.
    const hosts = isEvery(options.host) ? { localhost: '127.0.0.1' } : {}
    const trust = createTrust(root.certificate, { hosts, also: ca })
    open.trust = () => trust.close()
    const administration = {
      username: 'superuser',
      password: passwords.superuser,
      key: openAdminKey(data),
    }
    const renewCertificate = async (): Promise<CertificateInfo> => {
      const next = await renewLeaf(root, host, certificates)
      gateway.useLeaf(next)
      certificate = readCertificate(next.certificate)
      const { notAfter, ...facts } = certificate
      return { ...facts, notAfter: notAfter.toISOString() }
    }
    const own = roles.filter((role) => role !== 'authserver' || issuer === undefined)
    const external = Object.keys(externalRoles)
    if (issuer !== undefined) external.push('authserver')
    const services = await openRoles(own, (role) => ({
      origin,
      database: data === undefined ? ':memory:' : join(data, `${role}.db`),
      administration,
      developerPassword: passwords.developer,
      authorizationServer: { ...authorizationServer, external: external.includes('authserver') },
      fetch: trust.fetch,
      call: trust.call,
      log: createLog(role, logs.of(role)),
      ...credentialsOf(role, options.credentials),
      ...((role === 'authserver' || role === 'resserver') && hooks !== undefined && { hooks }),
      ...(role === 'control' && {
        staticPaths,
        externalRoles: external,
        renewCertificate,
        certificateEnd: () => certificate.notAfter,
        ...(configuration !== undefined && { configuration }),
      }),
    }))
    open.apps = () => Promise.all(services.map(([, { app }]) => app.close()))
    for (const [role, { app }] of services) handlers[role] = app.routing

    const createToken = () => createAdminToken(administration, origin)
    for (const [, service] of services) {
      service.registerWhenPossible?.()
      if (service.bootstrap) await runBootstrap(origin, service.bootstrap)
    }
    return {
      origin,
      ca: root.certificate,
      createToken,
      trustedFetch: trust.fetch,
      logs: logs.lines,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The host by which a lab is known that listens on one address; on every address it is localhost. */
function hostOf({ host }: EmbeddedOptions): string {
  if (host === undefined || isEvery(host)) return 'localhost'
  return isIP(host) === 6 ? `[${host}]` : host
}

function isEvery(address = '0.0.0.0'): boolean {
  return ['0.0.0.0', '::'].includes(address)
}

function requireClosedDoors({ host, published }: EmbeddedOptions, passwords: Passwords): void {
  const address = published ?? host
  if (host === undefined || address === undefined) return
  const door = published === undefined ? `--host ${host}` : `LAB_PUBLISHED_ON=${published}`
  const problems = openDoors(address, door, passwords)
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
}

/** An issuer at its own address has no place in the lab. */
function requireOnePlace({ authorizationServer, externalRoles }: EmbeddedOptions): void {
  if (authorizationServer?.issuer === undefined || externalRoles?.authserver === undefined) return
  const message =
    'is set together with --issuer: the authorization server stands at its own address, or in the place of the lab\u2019s'
  throw new ConfigurationError('The lab cannot start.', [{ path: '--authserver-url', message }])
}

function upstreamsOf(externalRoles: ExternalRoles): Partial<Upstreams> {
  const own = Object.entries(externalRoles).map(([role, url]) => [role, { url, own: true }])
  return Object.fromEntries(own) as Partial<Upstreams>
}

function credentialsOf(role: RoleName, given: GivenCredentials = {}): Record<string, unknown> {
  if (role === 'control') return { spaClientId: given.spaClientId }
  if (role === 'authserver' || given[role] === undefined) return {}
  return { credentials: given[role] }
}
