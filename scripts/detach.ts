import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { join } from 'node:path'
import { openDataFolder } from '@oauth-lab/embedded/data-folder.ts'
import { CommandFailure } from './command-line/command.ts'
import type { UpFlags } from './up-flags.ts'

/** A lab that is ready. */
export interface Started {
  origin: string
  /** Whether it began with users and nothing else. */
  blank: boolean
}

/** What a lab in the background tells the command that started it. */
type Announcement = Started | { text: string; code: number }

/** Whether this process was started by `up --detach`. */
export function isDetached(): boolean {
  return process.send !== undefined && process.env['LAB_DETACHED'] === '1'
}

/** Tells the command that waits that the lab is ready, or why it isn't. */
export function announce(announcement: Announcement): void {
  if (isDetached()) process.send?.(announcement, () => process.disconnect?.())
}

/**
 * Starts `up` in a process of its own and waits until it is ready.
 * @throws CommandFailure with its words when it does not start
 */
export async function upDetached(given: UpFlags, folder: string): Promise<Started> {
  const flags = Object.entries({ ...given, detach: false }).flatMap(([name, value]) => {
    if (value === false) return []
    return value === true ? `--${name}` : `--${name}=${value}`
  })
  const script = process.argv[1]!
  const child = spawn(process.execPath, [...process.execArgv, script, 'up', ...flags], {
    detached: true,
    stdio: ['ignore', 'ignore', openErrorLog(folder), 'ipc'],
    env: { ...process.env, LAB_DETACHED: '1' },
  })
  const announcement = await new Promise<Announcement>((resolve) => {
    child.once('message', (message) => resolve(message as Announcement))
    child.once('error', ({ message }) => resolve({ text: message, code: 1 }))
    child.once('exit', (code) => {
      resolve({ text: `the lab ended with exit code ${code} before it was ready`, code: 1 })
    })
  })
  child.unref()
  if ('origin' in announcement) return announcement
  throw new CommandFailure(announcement.text.replace(/^lab: /, '').trimEnd())
}

/** Where the background process writes what nobody expected. */
function openErrorLog(folder: string): number | 'ignore' {
  try {
    const logs = join(folder, 'logs')
    openDataFolder(folder)
    openDataFolder(logs)
    return openSync(join(logs, 'lab.log'), 'a', 0o600)
  } catch {
    // The lab itself will say what is wrong with the folder.
    return 'ignore'
  }
}
