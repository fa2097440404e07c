import { resolve } from 'node:path'
import { importModule } from '@oauth-lab/kit/import-module.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { MappingHook } from './mapping.ts'

const subject = 'The hooks cannot be loaded:'

/**
 * Loads the mapping hook, again each time: the export `mapUser` of the lab's hook module. Without
 * module or export there is none, and the mapping of the configuration counts.
 * @throws ConfigurationError naming file and export
 */
export async function loadMapping(file: string | undefined): Promise<MappingHook | undefined> {
  if (file === undefined) return undefined
  const { mapUser: hook } = await importModule(file, subject)
  if (hook === undefined || typeof hook === 'function') return hook as MappingHook | undefined
  const problem = { path: `${resolve(file)}: mapUser`, message: 'must be a function' }
  throw new ConfigurationError(subject, [problem])
}
