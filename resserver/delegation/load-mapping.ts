import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { mapUser } from './mapping.ts'
import type { MappingHook } from './mapping.ts'

/**
 * Loads the mapping hook, afresh each time: the export `mapUser` of the lab's hook module, or the
 * default where the module has none, or there is no module.
 * @throws ConfigurationError naming file and export
 */
export async function loadMapping(file: string | undefined): Promise<MappingHook> {
  if (file === undefined) return mapUser
  const path = resolve(file)
  const url = `${pathToFileURL(path).href}?loaded=${Date.now()}`
  let module: { mapUser?: unknown }
  try {
    module = (await import(url)) as { mapUser?: unknown }
  } catch (error) {
    throw refuse(path, (error as Error).message.split('\n', 1)[0]!, error)
  }
  if (module.mapUser === undefined) return mapUser
  if (typeof module.mapUser !== 'function') throw refuse(`${path}: mapUser`, 'must be a function')
  return module.mapUser as MappingHook
}

function refuse(place: string, message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError('The hooks cannot be loaded:', [{ path: place, message }], {
    cause,
  })
}
