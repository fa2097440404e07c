import { makePassableFolder, writePublic } from '@oauth-lab/kit/file-access.ts'
import { dirname, join } from 'node:path'
import { openDataFolder } from '@oauth-lab/embedded/data-folder.ts'
import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'
import { createAdminToken } from '@oauth-lab/kit/admin/admin-token.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { externalFlags } from '../external-roles.ts'
import { writeLabFile } from '../lab-file.ts'
import type { LabFile } from '../lab-file.ts'
import { ownPasswords } from '../people.ts'
import { askDocker } from './run-docker.ts'
import { readServices } from './services.ts'
import type { Service } from './services.ts'

/** A variable of the services that are told the people's passwords. */
const knowsPeople = 'LAB_DEVELOPER_PASSWORD'

/** Where the root certificate of the lab in containers lies; an embedded lab's is elsewhere. */
export function rootOfContainers(folder: string): string {
  return join(folder, 'containers', 'root.crt')
}

/**
 * Asks a project's containers for what commands need to reach the lab; undefined when none runs.
 * @throws CommandFailure when Docker doesn't answer
 */
export async function readContainersLab(project: string): Promise<LabFile | undefined> {
  const services = await readServices(project)
  const webServer = services.find(({ name }) => name === 'webserver')
  const origin = originOf(services)
  const running = services.filter(({ state }) => state === 'running')
  const keeper = running.find(({ mounts }) => '/lab/config' in mounts && '/lab/data' in mounts)
  if (webServer === undefined || origin === undefined || keeper === undefined) return undefined
  const external = externalFlags(flagsOf(keeper.environment, webServer.environment))
  const [key, ca, passwords, issuerCa] = await Promise.all([
    readInside(keeper, '/lab/config/admin.key'),
    readInside(keeper, '/lab/config/root.crt'),
    readPasswordsOf(running.find(({ environment }) => knowsPeople in environment) ?? keeper),
    readIssuerCa(running),
  ])
  return {
    docker: { project },
    origin,
    address: addressOf(webServer),
    token: createAdminToken(
      { username: 'superuser', password: passwords.superuser, key: key.trim() },
      origin,
    ),
    ca,
    startedAt: webServer.startedAt,
    memory: false,
    passwords: ownPasswords(passwords),
    ...(external && { external }),
    ...(issuerCa && { issuerCa }),
  }
}

/** Writes the lab file, and the root certificate beside it. */
export function keepContainersLab(folder: string, lab: LabFile): void {
  const root = rootOfContainers(folder)
  openDataFolder(folder)
  makePassableFolder(dirname(root))
  writePublic(root, lab.ca)
  writeLabFile(folder, lab)
}

/** The public origin that the roles were told. */
export function originOf(services: readonly Service[]): string | undefined {
  const told = services.flatMap(({ environment }) => environment['LAB_ORIGIN'] ?? [])[0]
  return told === undefined ? undefined : URL.parse(told)?.origin
}

/** What `up` was told of external programs, by the variables that its services got. */
function flagsOf(
  ...environments: Record<string, string | undefined>[]
): Parameters<typeof externalFlags>[0] {
  const given = Object.assign({}, ...environments) as Record<string, string | undefined>
  return {
    issuer: given['LAB_ISSUER'] || undefined,
    'authserver-url': given['LAB_AUTHSERVER_URL'] || undefined,
    'resserver-url': given['LAB_RESSERVER_URL'] || undefined,
    'client-url': given['LAB_CLIENT_URL'] || undefined,
  }
}

/** The CA of an issuer at its own address, where one was given. */
async function readIssuerCa(services: readonly Service[]): Promise<string | undefined> {
  const value = services.flatMap(({ environment }) => environment['LAB_ISSUER_CA'] || [])[0]
  if (value !== undefined) return value
  const path = '/run/secrets/issuer_ca'
  const service = services.find(({ mounts }) => (mounts[path] ?? '/dev/null') !== '/dev/null')
  return service && readInside(service, path)
}

/** Where this machine reaches the web server. */
function addressOf({ ports }: Service): string {
  const { address = '' } = Object.entries(ports).find(([inside]) => inside !== '80')?.[1] ?? {}
  if (address === '' || address === '0.0.0.0') return '127.0.0.1'
  return address === '::' ? '::1' : address
}

function readInside({ container }: Service, path: string): Promise<string> {
  return askDocker(['exec', container, 'cat', path], { timeout: 10_000 })
}

async function readPasswordsOf(service: Service): Promise<Passwords> {
  const read = async (variable: string, secret: string, known: string) => {
    const value = service.environment[variable]
    if (value) return value
    const path = `/run/secrets/${secret}`
    // Compose mounts /dev/null where nobody names a file.
    if ((service.mounts[path] ?? '/dev/null') === '/dev/null') return known
    return (await readInside(service, path)).replace(/^\uFEFF/, '').replace(/\r?\n$/, '') || known
  }
  const { superuser, developer } = defaultPasswords
  return {
    superuser: await read('LAB_ADMIN_PASSWORD', 'admin_password', superuser),
    developer: await read('LAB_DEVELOPER_PASSWORD', 'developer_password', developer),
  }
}
