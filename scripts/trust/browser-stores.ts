import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { isInstalled, run } from './run.ts'
import { nickname } from './step.ts'
import type { Step } from './step.ts'

/** A database of NSS, in which Firefox, and on Linux Chromium and Chrome, keep whom they trust. */
export interface BrowserStore {
  browser: string
  folder: string
}

const howToGetCertutil =
  'install certutil: Debian libnss3-tools, Fedora nss-tools, Arch nss, macOS brew install nss'

/** The databases of this user's browsers. Chromium's is listed on Linux even before its first start. */
export function findBrowserStores(
  home: string = homedir(),
  platform: NodeJS.Platform = process.platform,
): BrowserStore[] {
  const chromium = ['.pki/nssdb', 'snap/chromium/current/.pki/nssdb']
    .map((path) => join(home, path))
    .filter((folder, index) => index === 0 || existsSync(folder))
    .map((folder) => ({ browser: 'Chromium, Chrome', folder }))
  const firefox = [
    '.mozilla/firefox',
    'snap/firefox/common/.mozilla/firefox',
    '.var/app/org.mozilla.firefox/.mozilla/firefox',
    'Library/Application Support/Firefox/Profiles',
    'AppData/Roaming/Mozilla/Firefox/Profiles',
  ].flatMap((path) => profilesIn(join(home, path)))
  return [...(platform === 'linux' ? chromium : []), ...firefox]
}

function profilesIn(folder: string): BrowserStore[] {
  try {
    return readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((profile) => existsSync(join(profile, 'cert9.db')))
      .map((profile) => ({ browser: 'Firefox', folder: profile }))
  } catch {
    return []
  }
}

/** The one line that adds the root by hand. */
export function addToBrowserByHand({ folder }: BrowserStore, root: string): string {
  return `certutil -d 'sql:${folder}' -A -t C,, -n '${nickname}' -i '${root}'`
}

/** Puts the root among the authorities of a browser. A former root of the lab gives way. Never throws. */
export async function addToBrowser(store: BrowserStore, root: string): Promise<Step> {
  const { browser: place, folder } = store
  if (!hasCertutil()) {
    return { place, done: false, says: howToGetCertutil, byHand: addToBrowserByHand(store, root) }
  }
  const database = `sql:${folder}`
  try {
    if (!existsSync(join(folder, 'cert9.db'))) {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      await run(['certutil', '-d', database, '-N', '--empty-password'])
    }
    await removeAll(database)
    await run(['certutil', '-d', database, '-A', '-t', 'C,,', '-n', nickname, '-i', root])
    return { place, done: true, says: folder }
  } catch (error) {
    const says = (error as Error).message
    return { place, done: false, says, byHand: addToBrowserByHand(store, root) }
  }
}

/** Takes the root out of a browser's authorities. Never throws. */
export async function removeFromBrowser({ browser: place, folder }: BrowserStore): Promise<Step> {
  if (!existsSync(join(folder, 'cert9.db'))) return { place, done: true, says: 'it was not there' }
  const byHand = `certutil -d 'sql:${folder}' -D -n '${nickname}'`
  if (!hasCertutil()) return { place, done: false, says: howToGetCertutil, byHand }
  try {
    const found = await removeAll(`sql:${folder}`)
    return { place, done: true, says: found ? `taken away from ${folder}` : 'it was not there' }
  } catch (error) {
    return { place, done: false, says: (error as Error).message, byHand }
  }
}

/** Every certificate of the lab: roots of different labs share the name. */
async function removeAll(database: string): Promise<boolean> {
  for (let count = 0; count < 20; count += 1) {
    const list = await run(['certutil', '-d', database, '-L'])
    if (!list.split('\n').some((line) => line.startsWith(`${nickname} `))) return count > 0
    await run(['certutil', '-d', database, '-D', '-n', nickname])
  }
  return true
}

/** Windows has a certutil of its own that knows nothing of NSS. */
function hasCertutil(): boolean {
  return process.platform !== 'win32' && isInstalled('certutil')
}
