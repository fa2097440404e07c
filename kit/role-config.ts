import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RoleEnvironment } from './role.ts'
import { ConfigurationError, problemsOf } from './problems.ts'

/** The environment variables that every role's process reads. */
const RoleVariables = z.object({
  LAB_ORIGIN: z.string().refine((text) => URL.parse(text)?.origin === text, {
    error: 'must be an origin, for example https://webserver',
  }),
  LAB_HOST: z.string().default('127.0.0.1'),
  LAB_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  LAB_DATA: z.string().min(1).optional(),
  LAB_ADMIN_USERNAME: z.string().min(1).default('superuser'),
  LAB_ADMIN_PASSWORD: z.string().min(1).default('SYS'),
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
  /** Where the process listens, plain HTTP behind the front door. */
  listen: { host: string; port: number }
  environment: Pick<RoleEnvironment, 'origin' | 'database' | 'administration'>
  /** The lab's root certificate, PEM. */
  root: string
  own: Own
}

/**
 * Reads the configuration of a role's process from environment variables, once.
 * @param own the role's own variables
 * @throws ConfigurationError with every problem at once
 */
export function readRoleConfig<Own extends z.ZodObject>(
  role: string,
  own: Own,
  env: Record<string, string | undefined>,
): RoleConfig<z.output<Own>> {
  const common = RoleVariables.safeParse(env)
  const special = own.safeParse(env)
  if (!common.success || !special.success) {
    const problems = [common, special].flatMap(({ error }) => (error ? problemsOf(error) : []))
    throw new ConfigurationError(`The ${role} cannot start:`, problems)
  }
  const { data } = common
  return {
    listen: { host: data.LAB_HOST, port: data.LAB_PORT },
    environment: {
      origin: data.LAB_ORIGIN,
      database: data.LAB_DATA === undefined ? ':memory:' : join(data.LAB_DATA, `${role}.db`),
      administration: {
        username: data.LAB_ADMIN_USERNAME,
        password: data.LAB_ADMIN_PASSWORD,
        key: data.LAB_ADMIN_KEY,
      },
    },
    root: data.LAB_ROOT_CERTIFICATE,
    own: special.data,
  }
}
