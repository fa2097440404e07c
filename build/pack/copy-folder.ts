import { cp, glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { renameCommand } from '../command-name.ts'

/**
 * Copies a folder without sources, since Node strips no types below `node_modules`, and without READMEs.
 * @param command what its pages call the command line
 */
export async function copyFolder(from: string, to: string, command: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !/\.(ts|md)$/.test(path) })
  for await (const name of glob('**/*.eta', { cwd: to })) {
    const path = join(to, name)
    await writeFile(path, renameCommand(await readFile(path, 'utf8'), command))
  }
}
