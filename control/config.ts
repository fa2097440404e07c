import { z } from 'zod'
import { readRoleConfig } from '@oauth-lab/kit/role-config.ts'
import type { RoleConfig } from '@oauth-lab/kit/role-config.ts'

/**
 * Reads the process's configuration from the environment, once.
 * @throws ConfigurationError with every problem at once
 */
export function readConfig(env: Record<string, string | undefined>): RoleConfig<object> {
  return readRoleConfig('control', z.object({}), env)
}
