import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

/** What the browser tests need of the machine: paths of a Chromium or Chrome, and of NSS's `certutil`. */
export interface BrowserTools {
  browser: string
  /**
   * The same browser without windows and profiles, which is what Playwright itself takes for headless
   * work: half the time. `undefined` when none is beside the browser, or a person named the browser.
   */
  shell: string | undefined
  /** Puts the lab's root certificate among those that the browser trusts. */
  certutil: string
}

/** How a person gets a browser; one line. */
export const howToGetBrowser =
  'install Chromium or Chrome and certutil (Debian: apt-get install chromium libnss3-tools), or set LAB_TEST_INSTALL=1, or name a browser in LAB_BROWSER'

/**
 * Finds an installed Chromium or Chrome, else the one that Playwright downloaded; `LAB_BROWSER`
 * names another.
 * @returns the tools, or the reason why there are none
 */
export async function findBrowserTools(): Promise<BrowserTools | string> {
  if (process.platform !== 'linux') {
    return 'the browser tests need Linux; elsewhere a browser trusts only what the whole system trusts'
  }
  const named = process.env['LAB_BROWSER']
  const browser = named ? executable([named]) : (installedBrowser() ?? (await playwrightBrowser()))
  if (browser === undefined) {
    return named ? `LAB_BROWSER names ${named}, which can't be run` : 'no Chromium or Chrome found'
  }
  const certutil = executable(onPath(['certutil']))
  if (certutil === undefined) return 'there is a browser, but no certutil'
  const shell = named ? undefined : executable([join(dirname(browser), 'chromium-headless-shell')])
  return { browser, shell, certutil }
}

function installedBrowser(): string | undefined {
  return executable([
    // Debian's /usr/bin/chromium is a script around this one.
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    ...onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']),
  ])
}

async function playwrightBrowser(): Promise<string | undefined> {
  // Loaded here, since it takes a while and is not installed without the test dependencies.
  const { chromium } = await import('@playwright/test')
  return executable([chromium.executablePath()])
}

function onPath(names: string[]): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name)))
}

function executable(candidates: string[]): string | undefined {
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
