import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { CommandFailure } from '../command-line/command.ts'
import { style } from '../command-line/style.ts'
import { describeLab, readyLine } from '../describe-lab.ts'
import { systemHostsFile } from '../hosts/hosts-file.ts'
import { labFolder, readLabFile } from '../lab-file.ts'
import type { LabFile } from '../lab-file.ts'
import { findLab } from '../running-lab.ts'
import { readSettings } from '../settings.ts'
import { createCompose } from './compose.ts'
import type { Compose } from './compose.ts'
import { keepContainersLab, readContainersLab, rootOfContainers } from './containers-lab.ts'
import { explainDockerFailure } from './explain-docker-failure.ts'
import { projectName } from './find-project.ts'
import { buildImages } from './images.ts'
import { rememberProject, requireOwnProject } from './own-project.ts'
import { reloadWebServer } from './reload-web-server.ts'
import { createReporter } from './reporter.ts'
import { requireEngine } from './require-engine.ts'
import {
  requireNoPublicPasswords,
  requireFiles,
  requirePorts,
  requireReachablePrograms,
} from './requirements.ts'
import { describeState, isWell, readServices } from './services.ts'
import type { UpFlags } from '../up-flags.ts'
import { readUpSettings } from './up-settings.ts'

/** Seconds until a lab that does not become healthy has failed. */
const timeout = 120

/**
 * `./lab up --docker`: what `docker compose up --wait` does, with images that are up to date. Returns
 * when every service is healthy; the containers go on.
 * @throws UsageError for flags of the embedded lab
 * @throws ConfigurationError naming every problem: passwords that everybody knows, ports
 * @throws CommandFailure that says which service failed, or what is the matter with Docker
 */
export async function upInContainers(flags: UpFlags): Promise<number> {
  const folder = labFolder(flags.data)
  const settings = readUpSettings(flags, readSettings())
  const compose = createCompose(projectName(flags.project), settings)
  await refuseOtherLab(folder, compose.project)
  await requireEngine()
  await requireOwnProject(compose.project, folder)
  const report = createReporter()
  const model = await compose.model()
  requireNoPublicPasswords(model)
  requireReachablePrograms(model)
  requireFiles(model)
  const before = await readServices(compose.project)
  await requirePorts(model, before)
  await buildImages(compose, model, report)
  rememberProject(compose.project, folder)
  report.begin('starting the containers')
  await restartUnhealthy(compose)
  await start(compose, before.length === 0).finally(() => report.clear())
  await reloadWebServer(compose.project)
  const lab = await readContainersLab(compose.project)
  if (lab === undefined)
    throw new CommandFailure('the containers ended as soon as they were healthy')
  keepContainersLab(folder, lab)
  const passwords = { ...defaultPasswords, ...lab.passwords }
  const root = rootOfContainers(folder)
  // As Compose read them; what is empty is not set.
  const { LAB_ISSUER, LAB_AUTHSERVER_URL } = model.services['bootstrap']?.environment ?? {}
  const blank = (await (await findLab(folder))?.control().roles())?.blank
  const description = {
    base: lab.origin,
    root,
    passwords,
    issuer: LAB_ISSUER || undefined,
    externalRoles: LAB_AUTHSERVER_URL ? { authserver: LAB_AUTHSERVER_URL } : {},
    blank,
  }
  process.stdout.write(`${describeLab(description)}\n`)
  process.stdout.write(await hostsAdvice(lab))
  if (blank === false && model.services['control']?.environment?.['LAB_BLANK'] === 'on') {
    process.stdout.write(
      '  This lab did not begin blank and stays what it is; ./lab down --volumes forgets it.\n\n',
    )
  }
  process.stdout.write('  ./lab down stops it; its data stay.\n\n')
  process.stdout.write(readyLine(lab.origin))
  return 0
}

async function refuseOtherLab(folder: string, project: string): Promise<void> {
  if (readLabFile(folder) === undefined) return
  const other = await findLab(folder)
  if (other === undefined || other.file.docker?.project === project) return
  const { pid, origin, docker } = other.file
  const who = docker === undefined ? `process ${pid}` : `project ${docker.project}`
  const message = `another lab is running on this folder (${origin}, ${who}); ./lab down stops it, --data chooses another`
  throw new ConfigurationError('The lab cannot start.', [{ path: folder, message }])
}

/** What is unhealthy before the start would end it at once, even where only another was missing. */
async function restartUnhealthy(compose: Compose): Promise<void> {
  // Of one that was stopped Docker says so as well.
  const names = (await readServices(compose.project))
    .filter(({ state, health }) => state === 'running' && health === 'unhealthy')
    .map(({ name }) => name)
  if (names.length > 0) await compose.run(['restart', '--no-deps', ...names])
}

async function start(compose: Compose, isNew: boolean): Promise<void> {
  const up = `--progress plain up --detach --no-build --wait --wait-timeout ${timeout}`
  const { code, stderr } = await compose.run(up.split(' '))
  if (code === 0) return
  const failed = (await readServices(compose.project)).filter((service) => !isWell(service))
  const broken = failed.filter(({ state }) => state !== 'created')
  // Of a first start that failed nothing stays but its data.
  const tidy = () => (isNew ? compose.run(['down', '--timeout', '2']) : undefined)
  if (broken.length === 0) {
    await tidy()
    throw new CommandFailure(explainDockerFailure(stderr))
  }
  const stories = broken.map(async (service) => {
    const { name } = service
    const log = await compose.ask(['logs', '--no-log-prefix', '--no-color', '--tail', '15', name])
    const lines = log.split('\n').filter(Boolean)
    return [`${style.strong(name)}: ${describeState(service)}`, ...lines.map((line) => `  ${line}`)]
  })
  process.stderr.write(`${(await Promise.all(stories)).flat().join('\n')}\n\n`)
  const names = broken.map(({ name }) => name).join(', ')
  await tidy()
  throw new CommandFailure(
    isNew ? `the lab did not start: ${names}` : `${names} did not start; the others run on`,
  )
}

/** The hosts line to add, where the origin's name doesn't lead to the lab. */
async function hostsAdvice({ origin, address = '127.0.0.1' }: LabFile): Promise<string> {
  const name = new URL(origin).hostname.replace(/^\[|\]$/g, '')
  if (isIP(name) !== 0) return ''
  const found = await lookup(name, { all: true }).catch(() => [])
  if (found.some((one) => one.address === address)) return ''
  const seen =
    found.length === 0
      ? 'does not resolve here'
      : `leads to ${found.map((one) => one.address).join(', ')} here`
  return [
    `  ${style.strong(name)} ${seen}; ${systemHostsFile()} needs this line (./lab hosts --add adds it):`,
    '',
    `    ${style.strong(`${address} ${name}`)}`,
    '',
    '',
  ].join('\n')
}
