import { isIP } from 'node:net'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Gateway } from '@oauth-lab/webserver/gateway.ts'
import type { ConfigurationFile } from './read-configuration.ts'

const subject = 'The lab cannot start.'

/**
 * The host of a lab's origin.
 * @param tls false: an HTTP origin is wanted instead of an HTTPS one
 * @throws ConfigurationError when it is not such an origin
 */
export function parseOrigin(origin: string, tls = true): string {
  const url = URL.parse(origin)
  const scheme = tls ? 'https' : 'http'
  if (url?.protocol === `${scheme}:` && url.origin === origin) {
    const host = url.hostname.replace(/^\[|\]$/g, '')
    return isIP(host) === 6 ? `[${host}]` : host
  }
  const isPlain = tls && url?.protocol === 'http:' && url.origin === origin
  const message = isPlain
    ? `${origin} is plain HTTP, which is off unless asked for (tls: false, --http)`
    : `${origin} is not an origin${tls ? '' : ' without TLS'}; it looks like ${scheme}://localhost:8443`
  throw new ConfigurationError(subject, [{ path: 'origin', message }])
}

/** Whether an address means every one of this machine. */
export function isEvery(address = '0.0.0.0'): boolean {
  return ['0.0.0.0', '::'].includes(address)
}

/**
 * Where the web server of an origin listens: at the address that was told, else on loopback. A name,
 * `localhost` above all, may lead to either of its two addresses, so both are taken.
 */
export function addressesOf(host: string, told?: string): [string, ...string[]] {
  if (told === '0.0.0.0') return [told, '::1']
  if (told !== undefined && told !== 'localhost') return [told]
  if (host === '[::1]') return ['::1']
  return isIP(host) === 0 ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}

/**
 * Has the web server listen, and returns its port.
 * @throws ConfigurationError when address or port can't be had
 */
export async function listen(
  gateway: Pick<Gateway, 'listen'>,
  port: number,
  addresses: [string, ...string[]],
): Promise<number> {
  try {
    return await gateway.listen(port, addresses)
  } catch (error) {
    const failure = error as NodeJS.ErrnoException
    const problem = ['EADDRNOTAVAIL', 'ENOTFOUND', 'EINVAL'].includes(failure.code ?? '')
      ? { path: 'host', message: `${addresses[0]} is no address of this machine` }
      : { path: 'port', message: explainPort(port, failure) }
    throw new ConfigurationError(subject, [problem], { cause: error })
  }
}

function explainPort(port: number, failure: NodeJS.ErrnoException & { address?: string }): string {
  const { code, message, address } = failure
  switch (code) {
    case 'EADDRINUSE':
      return `${port} is in use${address === '::1' ? ' on ::1' : ''}; stop what listens there, or choose another with --port`
    case 'EACCES':
      return `this user may not listen on ${port}; choose one above 1023 with --port`
    default:
      return message
  }
}

/**
 * Has control make the default sandbox's users and clients, over the wire.
 * @param configuration its problems are told by their lines
 * @throws ConfigurationError when the configuration is wrong, or the origin doesn't lead here
 */
export async function runBootstrap(
  origin: string,
  bootstrap: () => Promise<void>,
  configuration: ConfigurationFile | undefined,
): Promise<void> {
  try {
    await bootstrap()
  } catch (error) {
    if (error instanceof ConfigurationError && configuration !== undefined) {
      const problems = configuration.locate(error.problems)
      throw new ConfigurationError(error.message.split('\n', 1)[0]!, problems, { cause: error })
    }
    if (!(error instanceof AdminError && error.cause instanceof Error)) throw error
    const { hostname } = new URL(origin)
    const { message: reason } = error.cause
    const message = `${origin} does not lead to this lab (${reason}); a line \`127.0.0.1 ${hostname}\` in the hosts file, or --port, may be missing`
    throw new ConfigurationError(subject, [{ path: 'origin', message }], { cause: error })
  }
}
