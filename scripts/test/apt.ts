import { runCommand } from './run-command.ts'

/**
 * Installs Debian packages.
 * @throws with the output of apt-get when that fails
 */
export async function installPackages(packages: string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [
    ['update', '--quiet'],
    ['install', '--quiet', '--yes', '--no-install-recommends', ...packages],
  ]) {
    const { code, output } = await runCommand('apt-get', args, { env })
    if (code !== 0) throw new Error(`apt-get ${args[0]} failed:\n${output}`)
  }
}
