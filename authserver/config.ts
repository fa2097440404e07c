import { z } from 'zod'
import { readRoleConfig } from '@oauth-lab/kit/role-config.ts'
import type { RoleConfig } from '@oauth-lab/kit/role-config.ts'

const Variables = z.object({
  LAB_HOOKS: z.string().min(1).optional(),
  LAB_EXAMPLE_HOOKS: z.enum(['on', 'off']).default('on'),
})

/**
 * Reads the process's configuration from the environment, once.
 * @throws ConfigurationError with every problem at once
 */
export function readConfig(
  env: Record<string, string | undefined>,
): RoleConfig<z.output<typeof Variables>> {
  return readRoleConfig('authserver', Variables, env)
}
