import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { MappingHook } from './mapping.ts'

/**
 * Loads a mapping hook: the export `mapUser` of a module.
 * @throws ConfigurationError naming file and export
 */
export async function loadMapping(file: string): Promise<MappingHook> {
  const path = resolve(file)
  let module: { mapUser?: unknown }
  try {
    module = (await import(pathToFileURL(path).href)) as { mapUser?: unknown }
  } catch (error) {
    throw refuse(path, (error as Error).message.split('\n', 1)[0]!, error)
  }
  if (typeof module.mapUser !== 'function') throw refuse(`${path}: mapUser`, 'must be a function')
  return module.mapUser as MappingHook
}

function refuse(place: string, message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError('The mapping hook cannot be used:', [{ path: place, message }], {
    cause,
  })
}
