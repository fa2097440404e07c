import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeSecret } from '@oauth-lab/kit/file-access.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'

/** What a running lab leaves in its folder, so that other commands find it. Holds a secret: 0600. */
export interface LabFile {
  /** The embedded lab's process; absent when the lab runs in containers. */
  pid?: number
  origin: string
  /** Where the origin's host is reached from this machine, when its name may not resolve here. */
  address?: string
  /** The Compose project, when the lab runs in containers. */
  docker?: { project: string }
  /** An administrator's bearer token. */
  token: string
  /** The root certificate, PEM. */
  ca: string
  /** ISO time. */
  startedAt: string
  /** Whether the lab keeps nothing. */
  memory: boolean
  /** The flags of `up` that name external programs: ` --issuer URL`. */
  external?: string
  /** The CA of an issuer at its own address, PEM. */
  issuerCa?: string
  /** Passwords that somebody chose; absent where they are the public ones. */
  passwords?: Partial<Passwords>
}

/** The project's folder. */
export const projectPath = fileURLToPath(projectFolder)

/** Whether this is a checkout of the project; else an installed package, or an image. */
export const isCheckout = existsSync(join(projectPath, 'docker-compose.yml'))

/**
 * The folder that `--data` or `LAB_DATA` names. Unless told, it is `.lab` in the checkout; an installed
 * package keeps nothing in itself, and takes `.lab` in the working folder.
 */
export function labFolder(data = process.env['LAB_DATA'] || undefined): string {
  return resolve(data ?? join(isCheckout ? projectPath : process.cwd(), '.lab'))
}

/** The folder's lab, which may have ended without taking its file away. */
export function readLabFile(folder: string): LabFile | undefined {
  try {
    return JSON.parse(readFileSync(pathIn(folder), 'utf8')) as LabFile
  } catch {
    return undefined
  }
}

/** Writes the file whole or not at all. */
export function writeLabFile(folder: string, file: LabFile): void {
  writeSecret(pathIn(folder), `${JSON.stringify(file, null, 2)}\n`)
}

/** Takes the file away, if it is the one of this process, or of no process. */
export function removeLabFile(folder: string, pid?: number): void {
  if (readLabFile(folder)?.pid === pid) rmSync(pathIn(folder), { force: true })
}

function pathIn(folder: string): string {
  return join(folder, 'lab.json')
}
