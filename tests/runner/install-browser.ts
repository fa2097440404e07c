import { installPackages } from './apt.ts'
import { findBrowserTools } from './browser.ts'
import type { BrowserTools } from './browser.ts'

/**
 * Installs Chromium and certutil from Debian's packages, and Chromium without windows where there is
 * a package of it.
 * @throws with the output of apt-get when that fails
 */
export async function installBrowserTools(): Promise<BrowserTools> {
  await installPackages(['chromium', 'libnss3-tools'], ['chromium-headless-shell'])
  const tools = await findBrowserTools()
  if (typeof tools === 'string') throw new Error(`apt-get installed a browser, but ${tools}`)
  return tools
}
