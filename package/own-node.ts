import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The first major version of Node that runs the lab. */
const oldest = 26

/** Whether this process's Node runs the lab. */
export function runsHere(): boolean {
  return Number(process.versions.node.split('.')[0]) >= oldest
}

/**
 * Path of the Node that runs the lab: the one of the package `node`, or the caller's if new enough.
 * @throws Error saying how to get one
 */
export function findNode(): string {
  const installed = installedNode()
  if (installed !== undefined) return installed
  if (runsHere()) return process.execPath
  throw new Error(
    'The lab runs on a Node of its own, and the install script of the package "node" has not put it ' +
      'in its place. Run `npm rebuild node --ignore-scripts=false` (pnpm: `pnpm approve-builds`), or ' +
      `use Node ${oldest} or newer.`,
  )
}

function installedNode(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const name = process.platform === 'win32' ? 'node.exe' : 'node'
    const path = join(dirname(manifest), 'bin', name)
    return existsSync(path) ? path : undefined
  } catch {
    return undefined
  }
}
