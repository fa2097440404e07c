import { cp } from 'node:fs/promises'

/** Copies a folder without sources, since Node strips no types below `node_modules`, and without READMEs. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !/\.(ts|md)$/.test(path) })
}
