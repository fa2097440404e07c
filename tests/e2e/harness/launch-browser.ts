import { findBrowserTools } from '@oauth-lab/scripts/test/browser.ts'
import { chromium } from '@playwright/test'
import type { Browser } from '@playwright/test'
import { createTrustingHome } from './trusting-home.ts'

const flags = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  '--host-resolver-rules=MAP webserver 127.0.0.1',
]

/**
 * Starts the machine's Chromium with a home of its own, in which it trusts these authorities (PEM)
 * and no other of the machine's.
 * @throws Error that says what is missing, when there is no browser
 */
export async function launchBrowser(
  authorities: string[],
): Promise<{ browser: Browser; close(): Promise<void> }> {
  const tools = await findBrowserTools()
  if (typeof tools === 'string') throw new Error(tools)
  const home = await createTrustingHome(tools.certutil, authorities)
  const browser = await chromium.launch({
    executablePath: tools.browser,
    args: flags,
    env: { ...process.env, ...home.env },
  })
  return {
    browser,
    async close() {
      await browser.close()
      await home.remove()
    },
  }
}
