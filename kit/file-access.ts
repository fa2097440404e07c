import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

// A mode that is given to a file at its making is cut by the umask, and not given to one that is there.

/** Writes a file that its owner alone may read, whole or not at all. */
export function writeSecret(path: string, content: string): void {
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, content, { mode: 0o600 })
  chmodSync(temporary, 0o600)
  renameSync(temporary, path)
}

/** Writes a file that every user of the machine may read. */
export function writePublic(path: string, content: string): void {
  writeFileSync(path, content)
  chmodSync(path, 0o644)
}

/** Makes a secret's file if there is none, and takes it from everybody but its owner. */
export function openSecret(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  closeSecret(path)
}

/** Takes a file from everybody but its owner, if it is there and this user may. */
export function closeSecret(path: string): void {
  try {
    chmodSync(path, 0o600)
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['ENOENT', 'EPERM', 'EROFS'].includes(code)) throw error
  }
}

/**
 * Makes a folder, and those above it, if they are not there: everybody may pass through to a file
 * whose name he knows, so that programs of other users read `root.crt`; only the owner sees a list. A
 * folder that is there keeps its mode.
 */
export function makePassableFolder(folder: string): void {
  if (existsSync(folder)) return
  // One level after the other: Node's own `recursive` never returns below /proc.
  makePassableFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return
    throw error
  }
  chmodSync(folder, 0o711)
}
