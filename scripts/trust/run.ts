import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** Runs a program. @throws Error with the last line of its complaint */
export async function run([program, ...args]: readonly [string, ...string[]]): Promise<string> {
  const options = { timeout: 120_000, stdin: 'ignore', reject: false } as const
  const result = await execa(program, args, options)
  if (!result.failed) return result.stdout
  const words = result.stderr?.trim().split('\n').at(-1)
  throw new Error(`${program}: ${words || result.originalMessage}`, { cause: result })
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
