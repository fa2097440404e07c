import { z } from 'zod'
import { readRoleConfig } from '@oauth-lab/kit/role-config.ts'
import type { RoleConfig } from '@oauth-lab/kit/role-config.ts'
import { ProcessUrlList } from './processes.ts'

const Variables = z.object({
  LAB_AUTHSERVER_URL: z.string().optional(),
  LAB_RESSERVER_URL: z.string().optional(),
  LAB_CLIENT_URL: z.string().optional(),
  LAB_AUTHSERVER_PROCESSES: ProcessUrlList.optional(),
  LAB_RESSERVER_PROCESSES: ProcessUrlList.optional(),
  LAB_CLIENT_PROCESSES: ProcessUrlList.optional(),
  LAB_SPA_CLIENT_ID: z.string().min(1).optional(),
  LAB_LEAF_CERTIFICATE: z
    .string()
    .min(1)
    .optional()
    .describe('path of the certificate that the web server shows'),
})

/**
 * Reads the process's configuration from the environment, once.
 * @throws ConfigurationError with every problem at once
 */
export function readConfig(
  env: Record<string, string | undefined>,
): RoleConfig<z.output<typeof Variables>> {
  return readRoleConfig('control', Variables, env)
}
