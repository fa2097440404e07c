import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const execute = promisify(execFile)

/** Where the programs of a language are built: outside of the sources, ignored by git. */
export function buildFolder(language: string): string {
  return join(import.meta.dirname, '../../../.cache/foreign', language)
}

/**
 * Runs a build tool in a folder.
 * @throws Error with what the tool wrote
 */
export async function build(folder: string, program: string, args: string[]): Promise<void> {
  try {
    await execute(program, args, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
