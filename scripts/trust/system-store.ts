import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { isInstalled, run } from './run.ts'
import { commonName } from './step.ts'
import type { Step } from './step.ts'

/** A folder of trusted authorities, and what makes a system read it again. */
export interface AnchorStore {
  kind: 'anchors'
  /** The families that have it, for people. */
  system: string
  folder: string
  update: readonly [string, ...string[]]
  /** What reads it again after something was taken away, where that differs. */
  refresh?: readonly [string, ...string[]]
}

/** A store behind a command of the system. */
export interface CommandStore {
  kind: 'command'
  system: string
  add(root: string): readonly [string, ...string[]]
  remove: readonly [string, ...string[]]
}

export type SystemStore = AnchorStore | CommandStore

const anchorStores: readonly AnchorStore[] = [
  {
    kind: 'anchors',
    system: 'Debian, Ubuntu, Alpine',
    folder: '/usr/local/share/ca-certificates',
    update: ['update-ca-certificates'],
    refresh: ['update-ca-certificates', '--fresh'],
  },
  {
    kind: 'anchors',
    system: 'Fedora, Red Hat, SUSE',
    folder: '/etc/pki/ca-trust/source/anchors',
    update: ['update-ca-trust'],
  },
  {
    kind: 'anchors',
    system: 'Arch',
    folder: '/etc/ca-certificates/trust-source/anchors',
    update: ['trust', 'extract-compat'],
  },
]

const commandStores: Partial<Record<NodeJS.Platform, CommandStore>> = {
  darwin: {
    kind: 'command',
    system: 'macOS',
    add: (root) => ['security', 'add-trusted-cert', '-r', 'trustRoot', root],
    remove: ['security', 'delete-certificate', '-c', commonName, '-t'],
  },
  win32: {
    kind: 'command',
    system: 'Windows',
    add: (root) => ['certutil', '-addstore', '-user', 'Root', root],
    remove: ['certutil', '-delstore', '-user', 'Root', commonName],
  },
}

/** The store of this system, if it has one that is known. */
export function findSystemStore(
  platform: NodeJS.Platform = process.platform,
): SystemStore | undefined {
  const own = commandStores[platform]
  if (own !== undefined) return own
  return anchorStores.find(({ folder, update }) => existsSync(folder) && isInstalled(update[0]))
}

/** All stores that are known, for people on systems of which none was found. */
export function knownSystemStores(): readonly AnchorStore[] {
  return anchorStores
}

/** The one line that puts the root into a store by hand. */
export function addByHand(store: SystemStore, root: string): string {
  if (store.kind === 'command') return quote(store.add(root))
  const copy = `sudo cp ${quote([root])} ${anchorIn(store)}`
  return `${copy} && sudo ${quote(store.update)}`
}

/** The one line that takes it out again. */
function removeByHand(store: SystemStore): string {
  if (store.kind === 'command') return quote(store.remove)
  return `sudo rm ${anchorIn(store)} && sudo ${quote(store.refresh ?? store.update)}`
}

/** Puts the root into the system's store, where this user may. Never throws. */
export async function addToSystem(store: SystemStore, root: string): Promise<Step> {
  const place = `this system (${store.system})`
  try {
    if (store.kind === 'anchors') copyFileSync(root, anchorIn(store))
    await run(store.kind === 'command' ? store.add(root) : store.update)
    return { place, done: true, says: store.kind === 'anchors' ? anchorIn(store) : 'added' }
  } catch (error) {
    return { place, done: false, says: explain(error as Error), byHand: addByHand(store, root) }
  }
}

/** Takes the root out of the system's store, where this user may. Never throws. */
export async function removeFromSystem(store: SystemStore): Promise<Step> {
  const place = `this system (${store.system})`
  if (store.kind === 'anchors' && !existsSync(anchorIn(store))) {
    return { place, done: true, says: 'it was not there' }
  }
  try {
    if (store.kind === 'anchors') rmSync(anchorIn(store))
    await run(store.kind === 'command' ? store.remove : (store.refresh ?? store.update))
    return { place, done: true, says: 'taken away' }
  } catch (error) {
    return { place, done: false, says: explain(error as Error), byHand: removeByHand(store) }
  }
}

function anchorIn({ folder }: AnchorStore): string {
  return join(folder, 'oauth-lab.crt')
}

function explain(error: Error): string {
  const { code } = error as NodeJS.ErrnoException
  const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  return denied ? 'only an administrator may' : error.message
}

function quote(words: readonly string[]): string {
  return words
    .map((word) =>
      /^[\w@%+=:,./\\-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ')
}
