import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { AuthorizationServerVariables, settingsOf } from './authorization-server-variables.ts'
import { defaultPasswords } from './default-passwords.ts'
import { readFileVariables } from './file-variables.ts'
import { isLoopback } from './loopback.ts'
import type { RoleEnvironment } from './role.ts'
import { ConfigurationError } from './problems.ts'
import type { Problem } from './problems.ts'
import { readBy } from './read-by.ts'

/** The lab's public origin, of HTTPS, or on loopback of HTTP; a port that is the scheme's own is left out, as everywhere. */
export const Origin = z.string().transform((text, context) => {
  const url = URL.parse(text)
  const isOrigin =
    url !== null && [url.origin, `${url.origin}:${ports[url.protocol]}`].includes(text)
  if (isOrigin && (url.protocol === 'https:' || isLoopback(url.hostname))) return url.origin
  context.addIssue({ code: 'custom', message: 'must be an origin, for example https://webserver' })
  return z.NEVER
})

const ports: Record<string, number> = { 'https:': 443, 'http:': 80 }

/** A port that the web server listens on. */
export const Port = z.coerce.number().int().min(1).max(65_535)

/** The origin at another port of the same host. */
export function originAt(origin: string, port: number | undefined): string | undefined {
  if (port === undefined) return undefined
  const url = new URL(origin)
  url.port = String(port)
  return url.origin
}

/** The environment variables that every role's process reads. */
const RoleVariables = z.object({
  LAB_ORIGIN: Origin,
  /** Where the web server takes certificates of clients, another port of the origin. */
  LAB_MTLS_PORT: Port.optional(),
  LAB_LISTEN_HOST: z.string().default('127.0.0.1'),
  LAB_LISTEN_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LAB_DATA: z.string().min(1).optional(),
  LAB_ADMIN_PASSWORD: z.string().min(1).default(defaultPasswords.superuser),
  LAB_DEVELOPER_PASSWORD: z.string().min(1).default(defaultPasswords.developer),
  LAB_BLANK: z.enum(['on', 'off']).default('off'),
  LAB_ADMIN_KEY: z.string().regex(/^[0-9a-f]{64}$/, 'must be 32 bytes, hexadecimal'),
  LAB_ROOT_CERTIFICATE: z.string().transform((path, context) => {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message })
      return z.NEVER
    }
  }),
})

export interface RoleConfig<Own> {
  /** Where the process listens, plain HTTP behind the web server. */
  listen: { host: string; port: number }
  environment: Pick<
    RoleEnvironment,
    | 'origin'
    | 'mtlsOrigin'
    | 'database'
    | 'administration'
    | 'developerPassword'
    | 'blank'
    | 'authorizationServer'
  >
  /** The lab's root certificate, PEM. */
  root: string
  /** A further authority that is trusted: the external issuer's, PEM. */
  issuerCa: string | undefined
  own: Own
}

/**
 * Reads the configuration of a role's process from environment variables, once. `X_FILE` names a file
 * with the value of `X`.
 * @param own the role's own variables
 * @throws ConfigurationError with every problem at once
 */
export function readRoleConfig<Own extends z.ZodObject>(
  role: string,
  own: Own,
  given: Record<string, string | undefined>,
): RoleConfig<z.output<Own>> {
  const files = readFileVariables(given)
  const common = readBy(RoleVariables, files.env)
  const server = readBy(AuthorizationServerVariables, files.env)
  const special = readBy(own, files.env)
  const problems = [
    ...files.problems,
    ...[common, server, special].flatMap((read): Problem[] => read.problems),
  ]
  if (!common.data || !server.data || !special.data || problems.length > 0) {
    throw new ConfigurationError(`The ${role} cannot start:`, problems)
  }
  const { data } = common
  return {
    listen: { host: data.LAB_LISTEN_HOST, port: data.LAB_LISTEN_PORT },
    environment: {
      origin: data.LAB_ORIGIN,
      mtlsOrigin: originAt(data.LAB_ORIGIN, data.LAB_MTLS_PORT),
      database: data.LAB_DATA === undefined ? ':memory:' : join(data.LAB_DATA, `${role}.db`),
      administration: {
        username: 'superuser',
        password: data.LAB_ADMIN_PASSWORD,
        key: data.LAB_ADMIN_KEY,
      },
      developerPassword: data.LAB_DEVELOPER_PASSWORD,
      blank: data.LAB_BLANK === 'on',
      authorizationServer: settingsOf(server.data),
    },
    root: data.LAB_ROOT_CERTIFICATE,
    issuerCa: server.data.LAB_ISSUER_CA,
    own: special.data,
  }
}
