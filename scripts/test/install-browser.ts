import { findBrowserTools } from './browser.ts'
import type { BrowserTools } from './browser.ts'
import { runCommand } from './run-command.ts'

/**
 * Installs Chromium and certutil from Debian's packages.
 * @throws with the output of apt-get when that fails
 */
export async function installBrowserTools(): Promise<BrowserTools> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const packages = ['chromium', 'libnss3-tools']
  for (const args of [
    ['update', '--quiet'],
    ['install', '--quiet', '--yes', '--no-install-recommends', ...packages],
  ]) {
    const { code, output } = await runCommand('apt-get', args, { env })
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed:\n${output}`)
  }
  const tools = await findBrowserTools()
  if (typeof tools === 'string') throw new Error(`apt-get installed a browser, but ${tools}`)
  return tools
}
