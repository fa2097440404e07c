import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** What the browser tests need of the machine. */
export interface BrowserTools {
  /** Path of a Chromium or Chrome. */
  browser: string
  /** Path of NSS's `certutil`, which makes the browser trust the lab's root; not needed on macOS and Windows. */
  certutil?: string
}

/** How a person gets a browser; one line. */
export const howToGetBrowser =
  'install Chromium or Chrome and certutil (Debian: apt-get install chromium libnss3-tools), or run with LAB_TEST_INSTALL=1, or name a browser in LAB_BROWSER'

/**
 * Finds an installed Chromium or Chrome, else the one that Playwright downloaded; `LAB_BROWSER`
 * names another.
 * @returns the tools, or the reason why there are none
 */
export async function findBrowserTools(): Promise<BrowserTools | string> {
  const named = process.env['LAB_BROWSER']
  const browser = named ? executable([named]) : (installedBrowser() ?? (await playwrightBrowser()))
  if (browser === undefined) {
    return named ? `LAB_BROWSER names ${named}, which can't be run` : 'no Chromium or Chrome found'
  }
  const certutil = executable(onPath(['certutil']))
  if (certutil === undefined) return 'a browser is there, but certutil is not'
  return { browser, certutil }
}

function installedBrowser(): string | undefined {
  const { env, platform } = process
  if (platform === 'darwin') {
    const homes = ['', env['HOME'] ?? '']
    const apps = ['Google Chrome', 'Chromium']
    return executable(
      homes.flatMap((home) =>
        apps.map((app) => `${home}/Applications/${app}.app/Contents/MacOS/${app}`),
      ),
    )
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']]
    const apps = ['Google\\Chrome', 'Chromium']
    return executable(
      folders.flatMap((folder) =>
        folder ? apps.map((app) => join(folder, app, 'Application', 'chrome.exe')) : [],
      ),
    )
  }
  // Debian's /usr/bin/chromium is a script around this one.
  return executable([
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
