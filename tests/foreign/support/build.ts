import { join } from 'node:path'
import { execa } from 'execa'

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
    await execa(program, args, { cwd: folder })
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`, { cause: error })
  }
}
