import { runCommand } from './run-command.ts'

const env = { DEBIAN_FRONTEND: 'noninteractive' }

/**
 * Installs Debian packages.
 * @param optional packages that not every release has; those it knows are installed as well
 * @throws with the output of apt-get when that fails
 */
export async function installPackages(packages: string[], optional: string[] = []): Promise<void> {
  await aptGet('update', ['--quiet'])
  const options = ['--quiet', '--yes', '--no-install-recommends']
  await aptGet('install', [...options, ...packages, ...(await known(optional))])
}

async function aptGet(verb: string, args: string[]): Promise<void> {
  const { code, output } = await runCommand('apt-get', [verb, ...args], { env })
  if (code !== 0) throw new Error(`apt-get ${verb} failed:\n${output}`)
}

async function known(names: string[]): Promise<string[]> {
  const answers = await Promise.all(
    names.map((name) => runCommand('apt-get', ['install', '--quiet', '--simulate', name], { env })),
  )
  return names.filter((_, index) => answers[index]?.code === 0)
}
