import { resolve } from 'node:path'
import { importModule } from '@oauth-lab/kit/import-module.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Hooks } from './hooks.ts'
import * as labHooks from './lab-hooks.ts'

const functions = [
  'beforeAuthenticate',
  'displayLogin',
  'displayPermissions',
  'validateUser',
  'afterAuthenticate',
  'validateClient',
  'generateToken',
] as const

/**
 * Loads a module of hooks, afresh each time; without a file, the lab's own, or its examples.
 * @throws ConfigurationError naming file and export
 */
export async function loadHooks(file: string | undefined, examples = false): Promise<Hooks> {
  if (file === undefined) return examples ? import('./example-hooks.ts') : labHooks
  const path = resolve(file)
  // The resource server judges its hook of the same module.
  const { mapUser, ...own } = await importModule(path, 'The hooks cannot be loaded:')
  return mapUser !== undefined && Object.keys(own).length === 0 ? {} : readHooks(path, own)
}

/**
 * The hooks that a module exports.
 * @throws ConfigurationError naming the export
 */
export function readHooks(path: string, module: Record<string, unknown>): Hooks {
  const problems = problemsOf(path, module)
  if (problems.length > 0) throw new ConfigurationError('The hooks cannot be used:', problems)
  return module
}

function problemsOf(path: string, module: Record<string, unknown>): Problem[] {
  const names = Object.keys(module)
  const problems = names.flatMap((name) => {
    const known = (functions as readonly string[]).includes(name)
    if (known && typeof module[name] === 'function') return []
    if (known) return [{ path: `${path}: ${name}`, message: 'must be a function' }]
    if (name === 'grantTypes') return grantTypeProblems(path, module[name])
    return [
      {
        path: `${path}: ${name}`,
        message: `is not a hook; they are ${functions.join(', ')}, grantTypes`,
      },
    ]
  })
  return names.length === 0 ? [{ path, message: 'exports nothing' }] : problems
}

function grantTypeProblems(path: string, grantTypes: unknown): Problem[] {
  if (typeof grantTypes !== 'object' || grantTypes === null) {
    return [{ path: `${path}: grantTypes`, message: 'must be an object of functions' }]
  }
  return Object.entries(grantTypes).flatMap(([name, value]) =>
    typeof value === 'function'
      ? []
      : [{ path: `${path}: grantTypes.${name}`, message: 'must be a function' }],
  )
}
