import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { findBrowserTools } from '../../runner/browser.ts'
import { chromium } from '@playwright/test'
import type { Browser, BrowserContext } from '@playwright/test'
import { otherHost } from './other-site.ts'
import { createTrustingHome } from './trusting-home.ts'

const disabledFeatures = [
  // Each page would get a window whose address bar is two pages more, and a process in reserve.
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxPopup',
  // What Playwright disables: of two such flags Chromium reads the last one.
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
]

const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  `--disable-features=${disabledFeatures.join(',')}`,
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  `--host-resolver-rules=MAP webserver 127.0.0.1, MAP ${otherHost} 127.0.0.1`,
]

/**
 * Starts the machine's Chromium, the one without windows if there is one. It has its own home, and
 * trusts these authorities (PEM) only.
 * @throws Error that says what is missing, when there is no browser
 */
export async function launchBrowser(
  authorities: string[],
): Promise<{ browser: Browser; close(): Promise<void> }> {
  const { options, home, shell } = await prepare(authorities)
  const browser = await chromium.launch({ ...options, ...(shell && { executablePath: shell }) })
  return {
    browser,
    async close() {
      await browser.close()
      await home.remove()
    },
  }
}

/**
 * Starts a whole Chromium with a profile that lets third-party cookies through or not. The default
 * differs by build and mode, and contexts of Playwright can't choose.
 */
export async function launchProfile(
  authorities: string[],
  { thirdPartyCookies }: { thirdPartyCookies: boolean },
): Promise<{ context: BrowserContext; close(): Promise<void> }> {
  const { options, home } = await prepare(authorities)
  const profile = join(home.env['HOME']!, 'profile')
  await mkdir(join(profile, 'Default'), { recursive: true })
  const cookie_controls_mode = thirdPartyCookies ? 0 : 1
  const preferences = JSON.stringify({ profile: { cookie_controls_mode } })
  await writeFile(join(profile, 'Default', 'Preferences'), preferences)
  const context = await chromium.launchPersistentContext(profile, options)
  return {
    context,
    async close() {
      await context.close()
      await home.remove()
    },
  }
}

async function prepare(authorities: string[]) {
  const tools = await findBrowserTools()
  if (typeof tools === 'string') throw new Error(tools)
  const home = await createTrustingHome(tools.certutil, authorities)
  const env = { ...process.env, ...home.env }
  return { home, shell: tools.shell, options: { executablePath: tools.browser, args: flags, env } }
}
