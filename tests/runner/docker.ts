import { join } from 'node:path'
import { installPackages } from './apt.ts'
import { runCommand } from './run-command.ts'

/** What was found out about Docker before anything ran. */
export type DockerAnswer =
  | { state: 'found' }
  | { state: 'missing'; reason: string }
  | { state: 'failed'; reason: string }

/** How a person gets Docker; one line. */
const howToGetDocker =
  'install Docker with Compose (https://docs.docker.com/get-docker), or set LAB_TEST_INSTALL=1 on Debian as root'

/**
 * Finds a Docker engine with Compose, and the base images or a registry to pull them from. With
 * `LAB_TEST_INSTALL=1` installs a missing engine, and makes missing images, from Debian's packages. Never
 * throws.
 */
export async function prepareDocker(root: string): Promise<DockerAnswer> {
  const installs = process.env['LAB_TEST_INSTALL'] === '1'
  try {
    const lacking = await whatIsLacking()
    if (lacking !== undefined) {
      if (!installs) return { state: 'missing', reason: `${lacking}: ${howToGetDocker}` }
      say(`${lacking}: installing it (Debian packages)`)
      await installDocker(join(root, 'tests', 'runner', 'install-docker.sh'))
    }
    // Loaded here, since what it needs is not installed without the test dependencies.
    const { baseImages, makeBaseImages } = await import('./base-images.ts')
    const absent = await pullMissing(baseImages)
    if (absent.length > 0) {
      const reason = `no registry gives ${absent.join(' and ')}`
      if (!installs) {
        return {
          state: 'missing',
          reason: `${reason}: node tests/runner/base-images.ts makes them`,
        }
      }
      say(`${reason}: making them (Debian packages)`)
      if (!(await exists('mmdebstrap'))) await installPackages(['mmdebstrap', 'binutils'])
      await makeBaseImages(say)
    }
    return { state: 'found' }
  } catch (error) {
    return { state: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function whatIsLacking(): Promise<string | undefined> {
  if (!(await exists('docker'))) return 'no Docker found'
  if (!(await docker('version'))) return 'no Docker engine answers'
  return (await docker('compose', 'version')) ? undefined : 'Docker has no Compose'
}

async function installDocker(script: string): Promise<void> {
  const { code, output } = await runCommand('bash', [script], { show: true })
  if (code !== 0) throw new Error(`Docker could not be installed:\n${output}`)
}

/** @returns the images that are not there and can't be pulled */
async function pullMissing(images: readonly string[]): Promise<string[]> {
  const absent: string[] = []
  for (const image of images) {
    if (await docker('image', 'inspect', image)) continue
    say(`docker pull ${image}`)
    if (!(await docker('pull', '--quiet', image))) absent.push(image)
  }
  return absent
}

async function docker(...args: string[]): Promise<boolean> {
  return (await runCommand('docker', args)).code === 0
}

function exists(command: string): Promise<boolean> {
  return runCommand(command, ['--version']).then(
    () => true,
    () => false,
  )
}

function say(line: string): void {
  process.stdout.write(`  ${line}\n`)
}
