import { randomBytes } from 'node:crypto'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'

/**
 * Makes the folder in which a lab keeps its state.
 * @throws ConfigurationError when it can't be made or written to
 */
export function openDataFolder(folder: string): void {
  try {
    makeFolder(resolve(folder))
    if (!statSync(folder).isDirectory()) throw refuse(folder, 'this is not a folder')
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw refuse(folder, explain(error as NodeJS.ErrnoException))
  }
}

/** One level after the other: Node's own `recursive` never returns below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** The key that signs administrators' tokens; kept in the folder, so that a restart knows them. */
export function openAdminKey(folder: string | undefined): string {
  if (folder === undefined) return randomBytes(32).toString('hex')
  const path = join(folder, 'admin.key')
  try {
    const key = readFileSync(path, 'utf8').trim()
    if (/^[0-9a-f]{64}$/.test(key)) return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw refuse(path, explain(error as NodeJS.ErrnoException))
    }
  }
  const key = randomBytes(32).toString('hex')
  writeFileSync(path, `${key}\n`, { mode: 0o600 })
  return key
}

function refuse(path: string, message: string): ConfigurationError {
  return new ConfigurationError('The data folder cannot be used:', [{ path, message }])
}

function explain({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file is in the way; choose another folder with --data'
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return 'this folder cannot be written to; change its permissions, or choose another with --data'
    default:
      return message
  }
}
