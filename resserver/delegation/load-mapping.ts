import { resolve } from 'node:path'
import type { HookPoint } from '@oauth-lab/kit/admin/hooks-document.ts'
import { importModule } from '@oauth-lab/kit/import-module.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { MappingHook } from './mapping.ts'

/** The resource server's part of a hook module. */
export interface MappingHooks {
  /** Takes the place of the mapping of the configuration. */
  mapUser?: MappingHook
}

const subject = 'The hooks cannot be loaded:'

/** What the hook may do. */
export const mappingPoints: readonly (Omit<HookPoint, 'loaded'> & { name: keyof MappingHooks })[] =
  [
    {
      name: 'mapUser',
      runs: 'When a delegated request has a token that is good, and is a user’s.',
      may: 'Make the local user: name, roles and attributes, from the claims of token, introspection and UserInfo.',
      never: 'Let a token in that was refused, or a client’s own.',
    },
  ]

/**
 * Loads the mapping hook, again each time: the export `mapUser` of the lab's hook module, which has the
 * authorization server's hooks as well.
 * @throws ConfigurationError naming file and export
 */
export async function loadMapping(file: string | undefined): Promise<MappingHooks> {
  if (file === undefined) return {}
  const { mapUser } = await importModule(file, subject)
  return mapUser === undefined ? {} : readMapping(resolve(file), { mapUser })
}

/**
 * The mapping hook of a module that has nothing else.
 * @throws ConfigurationError naming the export
 */
export function readMapping(path: string, module: Record<string, unknown>): MappingHooks {
  const problems = [...new Set(['mapUser', ...Object.keys(module)])].flatMap((name) => {
    if (name !== 'mapUser') {
      return [{ path: `${path}: ${name}`, message: 'is not a hook; there is mapUser' }]
    }
    if (typeof module[name] === 'function') return []
    return [{ path: `${path}: mapUser`, message: 'must be a function' }]
  })
  if (problems.length > 0) throw new ConfigurationError(subject, problems)
  return module
}
