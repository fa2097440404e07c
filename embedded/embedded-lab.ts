import { join } from 'node:path'
import type { CertificateInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { createRecordingPool } from '@oauth-lab/kit/recording/recording-pool.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { createGateway } from '@oauth-lab/webserver/gateway.ts'
import type { Gateway, Handler } from '@oauth-lab/webserver/gateway.ts'
import { roles, staticPaths } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { checkOptions } from './check-options.ts'
import { openAdminKey } from './data-folder.ts'
import type { EmbeddedOptions, GivenCredentials } from './embedded-options.ts'
import { openLogs } from './lab-logs.ts'
import { openRoles } from './roles.ts'
import { addressesOf, isEvery, listen, runBootstrap } from './start-steps.ts'

/** A lab that runs in this process. */
export interface EmbeddedLab {
  origin: string
  /** Whether the default sandbox began with users and nothing else. */
  blank: boolean
  /** The root certificate, PEM; empty without TLS. */
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
 *   everybody knows at an address that others reach
 */
export async function openEmbeddedLab(options: EmbeddedOptions = {}): Promise<EmbeddedLab> {
  const { data, hooks, externalRoles = {}, certificates = data && join(data, 'certs') } = options
  const { ca, ...authorizationServer } = options.authorizationServer ?? {}
  const { issuer } = authorizationServer
  const { host, passwords, configuration } = await checkOptions(options)
  // Closed from the first to the last: requests finish before a store goes, all of them are logged.
  const open: Record<
    'held' | 'gateway' | 'apps' | 'trust' | 'logs',
    (() => Promise<unknown>) | undefined
  > = {
    held: undefined,
    gateway: undefined,
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
    const secured = options.tls === false ? undefined : await openCertificates(host, certificates)
    const root = secured?.root.certificate ?? ''
    let leaf = secured?.leaf.certificate
    // The folder of a lab in memory is often memory too.
    const logLimit = data === undefined ? 1_000_000 : undefined
    const logs = openLogs(options.logs, process.env['LAB_TEST_LOGS'], options.onLog, logLimit)
    open.logs = () => logs.close()

    const programs = Object.keys(externalRoles) as RoleName[]
    const gatewayLog = createLog('gateway', logs.of('gateway'))
    const handlers: Partial<Record<RoleName, Handler>> = {}
    const gateway = createGateway({
      leaf: secured?.leaf,
      handlers,
      external: programs,
      issuer,
      log: (line) => gatewayLog.info(line),
    })
    open.gateway = () => gateway.close()
    const port = await listen(gateway, options.port ?? 0, addressesOf(host, options.host))
    const origin = options.origin ?? `${secured ? 'https' : 'http'}://${host}:${port}`
    const mtlsOrigin =
      options.mtlsPort === undefined || !secured
        ? undefined
        : await openMtls(gateway, origin, options.mtlsPort, addressesOf(host, options.host))
    gateway.answerFor(origin, mtlsOrigin)

    // Asking the system where localhost is takes longer than the request.
    const hosts = isEvery(options.host) ? { localhost: '127.0.0.1' } : {}
    const trust = createTrust(root, { hosts, also: ca, origin })
    open.trust = () => trust.close()
    const administration = {
      username: 'superuser',
      password: passwords.superuser,
      key: openAdminKey(data),
    }
    const renewCertificate = async (issuer: KeyedCertificate): Promise<CertificateInfo> => {
      const next = await renewLeaf(issuer, host, certificates)
      gateway.useLeaf(next)
      leaf = next.certificate
      const { notAfter, ...facts } = readCertificate(leaf)
      return { ...facts, notAfter: notAfter.toISOString() }
    }
    const own = roles.filter((role) => role !== 'authserver' || issuer === undefined)
    const external = [...programs, ...(issuer === undefined ? [] : ['authserver'])]
    const recordings = createRecordingPool()
    const services = await openRoles(own, (role) => ({
      origin,
      mtlsOrigin,
      recordings,
      database: data === undefined ? ':memory:' : join(data, `${role}.db`),
      administration,
      developerPassword: passwords.developer,
      blank: options.blank === true,
      authorizationServer: { ...authorizationServer, external: external.includes('authserver') },
      fetch: trust.fetch,
      fetchTrusting: trust.fetchTrusting,
      call: trust.call,
      log: createLog(role, logs.of(role)),
      ...credentialsOf(role, options.credentials),
      ...((role === 'authserver' || role === 'resserver') && {
        ...(hooks !== undefined && { hooks }),
        editHooks: options.editHooks === true,
      }),
      ...(role === 'authserver' && { exampleHooks: options.exampleHooks }),
      ...(role === 'control' && {
        staticPaths,
        externalRoles: external,
        programs: { urls: externalRoles, root, runs: 'embedded' },
        ...(secured && {
          renewCertificate: () => renewCertificate(secured.root),
          certificates: () => ({ leaf: leaf!, root }),
        }),
        ...(configuration !== undefined && { configuration: configuration.document }),
      }),
    }))
    open.held = () => Promise.all(services.map(([, { app }]) => app.letGo()))
    open.apps = () => Promise.all(services.map(([, { app }]) => app.close()))
    for (const [role, { app }] of services) handlers[role] = app.routing
    // Control hands on what is an external program's, and records it.
    for (const role of programs) handlers[role] = handlers.control!

    const createToken = () => createAdminToken(administration, origin)
    for (const [, service] of services) {
      service.registerWhenPossible?.()
      if (service.bootstrap) await runBootstrap(origin, service.bootstrap, configuration)
    }
    return {
      origin,
      blank: services.some(([, service]) => service.isBlank?.()),
      ca: root,
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

/** Has the web server listen where clients may show a certificate; returns the origin there. */
async function openMtls(
  gateway: Gateway,
  origin: string,
  wanted: number,
  addresses: [string, ...string[]],
): Promise<string> {
  const url = new URL(origin)
  url.port = String(await listen({ listen: gateway.listenForCertificates }, wanted, addresses))
  return url.origin
}

function credentialsOf(role: RoleName, given: GivenCredentials = {}): Record<string, unknown> {
  if (role === 'control') return { spaClientId: given.spaClientId }
  if (role === 'authserver' || given[role] === undefined) return {}
  return { credentials: given[role] }
}
