import { CommandFailure } from '../command-line/command.ts'
import { askDocker } from './run-docker.ts'
import { signalWebServer } from './reload-web-server.ts'
import { readServices } from './services.ts'

const hardened =
  'run --rm --network none --read-only --cap-drop ALL --security-opt no-new-privileges'.split(' ')

/**
 * Makes a new leaf certificate and has nginx take it up; open connections finish what is under way.
 * Bootstrap runs once more with the volumes, secrets and variables that it had, whatever this shell's
 * environment says.
 * @returns the new leaf, PEM; nginx shows it a moment later
 * @throws CommandFailure with the reason
 */
export async function renewCertificate(project: string): Promise<string> {
  const services = await readServices(project)
  const bootstrap = services.find(({ name }) => name === 'bootstrap')
  if (bootstrap === undefined) {
    throw new CommandFailure(
      `${project} has no container of bootstrap; ./lab up --docker makes it again`,
    )
  }
  const told = Object.entries(bootstrap.environment).filter(([name]) => name.startsWith('LAB_'))
  // Values go by the environment: the command line is visible to everybody.
  const names = told.flatMap(([name]) => ['--env', name])
  await askDocker(
    [...hardened, '--volumes-from', bootstrap.container, ...names, bootstrap.image, 'renew'],
    { env: { ...process.env, ...Object.fromEntries(told) }, timeout: 60_000 },
  )
  const webServer = services.find(({ name, state }) => name === 'webserver' && state === 'running')
  if (webServer === undefined) throw new CommandFailure(`the webserver of ${project} does not run`)
  await signalWebServer(webServer.container)
  return askDocker(['exec', webServer.container, 'cat', '/lab/config/leaf.crt'])
}
