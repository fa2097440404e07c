import { z } from 'zod'
import { AuthorizationServerVariables } from '@oauth-lab/kit/authorization-server-variables.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { readFileVariables } from '@oauth-lab/kit/file-variables.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { Origin, originAt, Port } from '@oauth-lab/kit/role-config.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { variableOf } from '@oauth-lab/webserver/upstreams.ts'
import { isBareUrl } from '@oauth-lab/embedded/bare-url.ts'
import { problemInContainers } from '@oauth-lab/embedded/issuer-in-containers.ts'
import { publicPasswordProblems } from '@oauth-lab/embedded/public-passwords.ts'

/** Scheme, host and port: the path of a request is handed on whole. */
const ExternalRole = z
  .string()
  .refine(isBareUrl, { error: 'must be a URL like http://host.docker.internal:4000' })
  .optional()

const Variables = z.object({
  LAB_ORIGIN: Origin,
  LAB_MTLS_PORT: Port.optional(),
  LAB_BIND: z.string().default('127.0.0.1'),
  LAB_ADMIN_PASSWORD: z.string().default(defaultPasswords.superuser),
  LAB_DEVELOPER_PASSWORD: z.string().default(defaultPasswords.developer),
  LAB_AUTHSERVER_URL: ExternalRole,
  LAB_RESSERVER_URL: ExternalRole,
  LAB_CLIENT_URL: ExternalRole,
  LAB_ISSUER: AuthorizationServerVariables.shape.LAB_ISSUER.refine(
    (issuer) => issuer === undefined || problemInContainers(issuer) === undefined,
    { error: ({ input }) => problemInContainers(String(input)) },
  ),
})
type Variables = z.output<typeof Variables>

export interface BootstrapConfig {
  origin: string
  /** Where clients may show a certificate; undefined: nowhere. */
  mtlsOrigin: string | undefined
  upstreams: Record<RoleName, { url: string; external: boolean }>
  /** The issuer of an authorization server at its own address. */
  issuer: string | undefined
}

/**
 * Reads what the lab in containers is told by its environment.
 * @throws ConfigurationError with every problem at once, also for public passwords where others
 *   reach the lab
 */
export function readBootstrapConfig(given: Record<string, string | undefined>): BootstrapConfig {
  const { env, problems } = readFileVariables(given)
  const { data, problems: wrong } = readBy(Variables, env)
  // Of a password in a file that can't be read nobody knows whether it is a public one.
  const known = data === undefined || problems.length > 0 ? [] : publicPasswordsOf(data)
  const all = [...problems, ...wrong, ...known, ...(data === undefined ? [] : portProblems(data))]
  if (data === undefined || all.length > 0)
    throw new ConfigurationError('The lab cannot start:', all)
  const upstreams = Object.fromEntries(
    roles.map((role) => {
      const external = role === 'control' ? undefined : data[variableOf(role)]
      return [role, { url: external ?? `http://${role}:3000`, external: external !== undefined }]
    }),
  )
  return {
    origin: data.LAB_ORIGIN,
    mtlsOrigin: originAt(data.LAB_ORIGIN, data.LAB_MTLS_PORT),
    upstreams: upstreams as BootstrapConfig['upstreams'],
    issuer: data.LAB_ISSUER,
  }
}

function portProblems({ LAB_ORIGIN: origin, LAB_MTLS_PORT: port }: Variables): Problem[] {
  const isTaken = port === 80 || originAt(origin, port) === origin
  const message = `must be another port than 80 and that of ${origin}`
  return isTaken ? [{ path: 'LAB_MTLS_PORT', message }] : []
}

function publicPasswordsOf(data: Variables) {
  const { LAB_BIND: bind, LAB_ADMIN_PASSWORD, LAB_DEVELOPER_PASSWORD } = data
  const passwords = { superuser: LAB_ADMIN_PASSWORD, developer: LAB_DEVELOPER_PASSWORD }
  return publicPasswordProblems(bind, `LAB_BIND=${bind}`, passwords)
}
