import { randomBytes } from 'node:crypto'
import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { closeSecret, makePassableFolder, writeSecret } from '@oauth-lab/kit/file-access.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'

/**
 * Makes the folder in which a lab keeps its state.
 * @throws ConfigurationError when it can't be made or written to
 */
export function openDataFolder(folder: string): void {
  try {
    makePassableFolder(resolve(folder))
    if (!statSync(folder).isDirectory()) throw refuse(folder, 'this is not a folder')
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    if (error instanceof ConfigurationError) throw error
    throw refuse(folder, explain(error as NodeJS.ErrnoException))
  }
}

/** The key that signs administrators' tokens; kept in the folder, so that a restart knows them. */
export function openAdminKey(folder: string | undefined): string {
  if (folder === undefined) return randomBytes(32).toString('hex')
  const path = join(folder, 'admin.key')
  try {
    const key = readFileSync(path, 'utf8').trim()
    closeSecret(path)
    if (/^[0-9a-f]{64}$/.test(key)) return key
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw refuse(path, explain(error as NodeJS.ErrnoException))
    }
  }
  const key = randomBytes(32).toString('hex')
  writeSecret(path, `${key}\n`)
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
