import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { createGateway } from '@oauth-lab/webserver/gateway.ts'
import type { Gateway, Handler } from '@oauth-lab/webserver/gateway.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { openAdminKey, openDataFolder } from './data-folder.ts'
import { openLogs } from './lab-logs.ts'

export interface EmbeddedOptions {
  /** 0 or absent: chosen by the system. */
  port?: number
  /** Absent: `https://localhost:{port}`. */
  origin?: string
  /** Folder in which everything is kept; absent: in memory. */
  data?: string
  /** Path of a module with customization hooks for the authorization server. */
  hooks?: string
  /** Path of a JSON file with the authorization server's configuration. */
  config?: string
  /** `file` writes `{data}/logs/{role}.log`; needs `data`. */
  log?: 'silent' | 'file'
}

/** A lab that runs in this process. */
export interface EmbeddedLab {
  origin: string
  /** The root certificate, PEM. */
  ca: string
  /** A bearer token for the control API and every role's admin API. */
  token: string
  trustedFetch: Fetch
  /** The last log lines of all roles. */
  logs(): string[]
  stop(): Promise<void>
}

/**
 * Starts all roles and the front door in this process and makes the default sandbox's users and
 * clients. Binds loopback only.
 * @throws ConfigurationError naming every problem: port, folder, configuration, hooks
 */
export async function openEmbeddedLab(options: EmbeddedOptions = {}): Promise<EmbeddedLab> {
  const { data } = options
  const configuration = options.config && (await readConfiguration(options.config))
  if (data !== undefined) openDataFolder(data)
  const importing = importRoles()
  const closing: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) await close()
  }

  try {
    const host = options.origin === undefined ? 'localhost' : new URL(options.origin).hostname
    const folder = data && join(data, 'certs')
    const { root, leaf } = await openCertificates(host, folder)
    const inFiles = data !== undefined && options.log === 'file'
    const logs = openLogs(inFiles ? join(data, 'logs') : undefined, process.env['LAB_TEST_LOGS'])
    closing.push(() => logs.close())
    const gatewayLog = createLog('gateway', logs.of('gateway'))
    const handlers: Partial<Record<RoleName, Handler>> = {}
    const gateway = createGateway({ leaf, handlers, log: (line) => gatewayLog.info(line) })
    const port = await listen(gateway, options.port ?? 0)
    closing.push(() => gateway.close())
    const origin = options.origin ?? `https://localhost:${port}`
    gateway.answerFor(origin)
    const trust = createTrust(root.certificate)
    closing.push(() => trust.close())

    const administration = {
      username: 'superuser',
      password: 'SYS',
      key: openAdminKey(data),
    }
    const apps = await importing
    const opened = await Promise.allSettled(
      roles.map(async (role) => {
        const createApp = apps[role]
        if (createApp === undefined) return
        const { app } = await createApp({
          origin,
          database: data === undefined ? ':memory:' : join(data, `${role}.db`),
          administration,
          fetch: trust.fetch,
          log: createLog(role, logs.of(role)),
          ...(role === 'authserver' && options.hooks !== undefined && { hooks: options.hooks }),
          ...(role === 'control' && {
            managed: roles.filter((name) => name !== 'control' && apps[name]),
            ...(configuration !== undefined && { configuration }),
          }),
        })
        closing.push(() => app.close())
        await app.ready()
        handlers[role] = app.routing as unknown as Handler
      }),
    )
    throwProblems(opened)

    const token = await createAdminToken(administration.key, origin, administration.username)
    if (apps.authserver) await bootstrap(origin, token, trust.fetch)
    return {
      origin,
      ca: root.certificate,
      token,
      trustedFetch: trust.fetch,
      logs: () => logs.lines(),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

type CreateApp = (
  environment: RoleEnvironment & Record<string, unknown>,
) => Promise<{ app: import('@oauth-lab/kit/http/app.ts').RoleApp }>

async function importRoles(): Promise<Partial<Record<RoleName, CreateApp>>> {
  const loaded = await Promise.all(
    roles.map(async (role) => {
      try {
        const module = (await import(`@oauth-lab/${role}/app.ts`)) as { createApp: CreateApp }
        return [role, module.createApp] as const
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`${role}/app.ts'`)) {
          return [role, undefined] as const
        }
        throw error
      }
    }),
  )
  return Object.fromEntries(loaded) as Partial<Record<RoleName, CreateApp>>
}

async function listen(gateway: Gateway, port: number): Promise<number> {
  try {
    return await gateway.listen(port)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const reason =
      code === 'EADDRINUSE'
        ? `port ${port} is in use; stop what listens there, or choose another with --port`
        : code === 'EACCES'
          ? `this user may not listen on port ${port}; choose one above 1023 with --port`
          : message
    throw new ConfigurationError('The lab cannot start:', [{ path: 'port', message: reason }])
  }
}

/** One error with the problems of all roles; a bug in one comes first. */
function throwProblems(opened: PromiseSettledResult<unknown>[]): void {
  const reasons = opened.flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  )
  if (reasons.length === 0) return
  const bug = reasons.find((reason) => !(reason instanceof ConfigurationError))
  if (bug !== undefined) throw bug
  const errors = reasons as ConfigurationError[]
  throw new ConfigurationError(
    errors[0]!.message.split('\n', 1)[0]!,
    errors.flatMap(({ problems }) => problems),
  )
}

async function readConfiguration(path: string): Promise<unknown> {
  const refuse = (message: string) =>
    new ConfigurationError('The configuration cannot be used:', [{ path, message }])
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw refuse(error.message)
  })
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse(`this is not JSON: ${(error as Error).message}`)
  }
}

async function bootstrap(origin: string, token: string, fetch: Fetch): Promise<void> {
  const response = await fetch(`${origin}/control/api/bootstrap`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  })
  const text = await response.text()
  if (response.ok) return
  const { error_description, problems } = JSON.parse(text) as {
    error_description: string
    problems?: { path: string; message: string }[]
  }
  if (problems === undefined) throw new Error(error_description)
  throw new ConfigurationError('The configuration is not valid:', problems)
}
