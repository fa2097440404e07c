import { z } from 'zod'
import { readRoleConfig } from '@oauth-lab/kit/role-config.ts'
import type { RoleConfig } from '@oauth-lab/kit/role-config.ts'

const Variables = z
  .object({
    LAB_RESSERVER_CLIENT_ID: z.string().min(1).optional(),
    LAB_RESSERVER_CLIENT_SECRET: z.string().min(1).optional(),
    LAB_HOOKS: z.string().min(1).optional(),
  })
  .refine(
    (own) =>
      (own.LAB_RESSERVER_CLIENT_ID === undefined) ===
      (own.LAB_RESSERVER_CLIENT_SECRET === undefined),
    {
      path: ['LAB_RESSERVER_CLIENT_SECRET'],
      error: 'is set together with LAB_RESSERVER_CLIENT_ID',
    },
  )

/**
 * Reads the process's configuration from the environment, once.
 * @throws ConfigurationError with every problem at once
 */
export function readConfig(
  env: Record<string, string | undefined>,
): RoleConfig<z.output<typeof Variables>> {
  return readRoleConfig('resserver', Variables, env)
}
