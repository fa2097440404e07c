import { cp } from 'node:fs/promises'

/** Copies a folder without sources: Node strips no types below `node_modules`. */
export async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, filter: (path) => !path.endsWith('.ts') })
}
