import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Runs a program. @throws Error with the last line of its complaint */
export async function run([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  try {
    return (await execute(program, args, { timeout: 120_000 })).stdout
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string }
    const words = stderr?.trim().split('\n').at(-1)
    throw new Error(`${program}: ${words || message}`, { cause: error })
  }
}

/** Whether a program is on the PATH. */
export function isInstalled(program: string): boolean {
  const extra = process.platform === 'win32' ? [] : ['/usr/sbin', '/sbin']
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...extra]
  return folders.filter(Boolean).some((folder) => canRun(join(folder, program)))
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
