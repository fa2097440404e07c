import { resolve } from 'node:path'
import { importModule } from '@oauth-lab/kit/import-module.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { mapUser } from './mapping.ts'
import type { MappingHook } from './mapping.ts'

const subject = 'The hooks cannot be loaded:'

/**
 * Loads the mapping hook, again each time: the export `mapUser` of the lab's hook module. Without
 * module or export it is the default.
 * @throws ConfigurationError naming file and export
 */
export async function loadMapping(file: string | undefined): Promise<MappingHook> {
  if (file === undefined) return mapUser
  const { mapUser: hook = mapUser } = await importModule(file, subject)
  if (typeof hook === 'function') return hook as MappingHook
  const problem = { path: `${resolve(file)}: mapUser`, message: 'must be a function' }
  throw new ConfigurationError(subject, [problem])
}
