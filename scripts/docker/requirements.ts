import { existsSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { readSecretText } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { replaceable, variableOf } from '@oauth-lab/webserver/upstreams.ts'
import { problemInContainers } from '@oauth-lab/embedded/issuer-in-containers.ts'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'
import { publicPasswordProblems } from '@oauth-lab/embedded/public-passwords.ts'
import type { ComposeModel } from './compose.ts'
import { portInUse } from './explain-docker-failure.ts'
import type { Service } from './services.ts'

/**
 * The rule that bootstrap insists on too, told before anything is built.
 * @throws ConfigurationError naming each password to set
 */
export function requireNoPublicPasswords({ services, secrets }: ComposeModel): void {
  const environment = services['bootstrap']?.environment ?? {}
  const bind = environment['LAB_BIND'] ?? '127.0.0.1'
  const chosen = (variable: string, secret: string) =>
    environment[variable] || readSecret(secrets?.[secret]?.file)
  refuse(
    publicPasswordProblems(bind, `LAB_BIND=${bind}`, {
      superuser: chosen('LAB_ADMIN_PASSWORD', 'admin_password') || defaultPasswords.superuser,
      developer:
        chosen('LAB_DEVELOPER_PASSWORD', 'developer_password') || defaultPasswords.developer,
    }),
  )
}

/** @throws ConfigurationError for an external program at an address that means the container itself */
export function requireReachablePrograms({ services }: ComposeModel): void {
  const environment = services['bootstrap']?.environment ?? {}
  const problems = replaceable.map(variableOf).flatMap((path) => {
    const url = URL.parse(environment[path] ?? '')
    if (url === null || !isLoopback(url.hostname)) return []
    const { hostname } = url
    url.hostname = 'host.docker.internal'
    const better = url.href.replace(/\/$/, '')
    const message = `in a container ${hostname} is the container itself; ${better} leads to this machine`
    return [{ path, message }]
  })
  const message = problemInContainers(environment['LAB_ISSUER'] ?? '')
  refuse([...problems, ...(message === undefined ? [] : [{ path: 'LAB_ISSUER', message }])])
}

/** @throws ConfigurationError naming each variable whose file is not there */
export function requireFiles({ secrets = {} }: ComposeModel): void {
  const problems = Object.entries(secrets).flatMap(([name, { file }]): Problem[] => {
    // /dev/null is the engine's: nobody named a file.
    if (file === undefined || file.endsWith('/dev/null') || existsSync(file)) return []
    return [{ path: `LAB_${name.toUpperCase()}_FILE`, message: `${file} is not there` }]
  })
  refuse(problems)
}

/**
 * Looks whether the ports can be had, before containers are made.
 * @throws ConfigurationError naming each port that somebody else has
 */
export async function requirePorts(
  { services }: ComposeModel,
  running: readonly Service[],
): Promise<void> {
  const own = running.flatMap(({ name, ports }) =>
    name === 'webserver' ? Object.values(ports) : [],
  )
  const mtls = services['bootstrap']?.environment?.['LAB_MTLS_PORT']
  const wanted = (services['webserver']?.ports ?? []).flatMap(({ published, host_ip, target }) =>
    published ? [{ port: Number(published), address: host_ip ?? '0.0.0.0', target }] : [],
  )
  const problems = wanted.map(async ({ port, address, target }): Promise<Problem[]> => {
    if (own.some((one) => one.port === port)) return []
    if (!(await isTaken(port, address))) return []
    const path =
      target === 80 ? 'LAB_HTTP_PORT' : String(target) === mtls ? 'LAB_MTLS_PORT' : 'LAB_PORT'
    return [{ path, message: portInUse(address, port, path) }]
  })
  refuse((await Promise.all(problems)).flat())
}

function refuse(problems: Problem[]): void {
  if (problems.length > 0) throw new ConfigurationError('The lab cannot start.', problems)
}

function readSecret(file: string | undefined): string {
  try {
    return file === undefined ? '' : readSecretText(file)
  } catch {
    // Docker says what is wrong with the file.
    return ''
  }
}

async function isTaken(port: number, address: string): Promise<boolean> {
  const host = address.replace(/^\[|\]$/g, '')
  const server = createServer()
  const failure = await new Promise<string | undefined>((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
    server.listen(port, host, () => resolve(undefined))
  })
  if (failure === undefined) {
    await new Promise((resolve) => server.close(resolve))
    return false
  }
  if (failure === 'EADDRINUSE') return true
  // A port that this user may not have can still be one that the engine may.
  return failure === 'EACCES' && (await answers(port, host))
}

function answers(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: /^(?:0\.0\.0\.0|::)$/.test(host) ? 'localhost' : host })
    socket.setTimeout(1000, () => socket.destroy())
    socket.once('connect', () => {
      resolve(true)
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
