import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemRoots } from '../doctor/system-roots.ts'
import { CommandFailure } from '../command-line/command.ts'
import { readLabFile } from '../lab-file.ts'

/**
 * The file with the root certificate of the folder's lab. That of a lab in containers, or in memory,
 * is in the lab's file only, and is written beside the kept ones.
 * @throws CommandFailure when no lab ever ran on the folder
 */
export function openRootFile(folder: string): string {
  const certificates = join(folder, 'certs')
  const kept = join(certificates, 'root.crt')
  const running = readLabFile(folder)?.ca
  if (running === undefined) {
    if (existsSync(kept)) return kept
    throw new CommandFailure(`${kept}: there is no root certificate yet; ./lab up makes it`)
  }
  if (read(kept) === running) return kept
  // A root whose key lies beside it is that of the embedded lab: it must stay.
  const path = existsSync(join(certificates, 'root.key'))
    ? join(certificates, 'running-root.crt')
    : kept
  mkdirSync(certificates, { recursive: true, mode: 0o700 })
  writeFileSync(path, running)
  return path
}

/**
 * Writes the root together with every authority that this system trusts, for programs whose setting
 * replaces the system's authorities. Returns the file.
 */
export function writeBundle(root: string): string {
  const path = root.replace(/\.crt$/, '-and-system.crt')
  const text = [readFileSync(root, 'utf8'), ...systemRoots()].map((pem) => `${pem.trim()}\n`)
  writeFileSync(path, text.join(''))
  return path
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
