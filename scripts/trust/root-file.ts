import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makePassableFolder, writePublic } from '@oauth-lab/kit/file-access.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { systemRoots } from '../doctor/system-roots.ts'
import { CommandFailure } from '../command-line/command.ts'
import { rootOfContainers } from '../docker/containers-lab.ts'
import { readLabFile } from '../lab-file.ts'
import { findLab } from '../running-lab.ts'

/**
 * The file with the root certificate of the folder's lab. That of a lab in containers, or in memory,
 * is in the lab's file only, and is written to a file of its own.
 * @throws CommandFailure when no lab ever ran on the folder
 */
export async function openRootFile(folder: string): Promise<string> {
  // A lab that Compose started alone has no file yet.
  await findLab(folder)
  const certificates = join(folder, 'certs')
  const kept = join(certificates, 'root.crt')
  const lab = readLabFile(folder)
  if (lab === undefined) {
    if (existsSync(kept)) return kept
    throw new CommandFailure(`${kept}: there is no root certificate yet; ./lab up makes it`)
  }
  if (isPlain(lab)) {
    throw new CommandFailure(`${lab.origin} speaks plain HTTP: there is nothing to trust`)
  }
  if (lab.docker !== undefined) return write(rootOfContainers(folder), lab.ca)
  if (read(kept) === lab.ca) return kept
  // A root whose key lies beside it is that of a lab which keeps its data: it must stay.
  const hasKey = existsSync(join(certificates, 'root.key'))
  return write(hasKey ? join(certificates, 'running-root.crt') : kept, lab.ca)
}

function write(path: string, root: string): string {
  makePassableFolder(dirname(path))
  writePublic(path, root)
  return path
}

/**
 * Writes the root together with every authority that this system trusts, for programs whose setting
 * replaces the system's authorities. Returns the file.
 */
export function writeBundle(root: string): string {
  const path = root.replace(/\.crt$/, '-and-system.crt')
  const text = [readFileSync(root, 'utf8'), ...systemRoots()].map((pem) => `${pem.trim()}\n`)
  writePublic(path, text.join(''))
  return path
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
