import { readFileSync } from 'node:fs'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { describeReports } from './doctor/describe-report.ts'
import type { Report } from './doctor/finding.ts'
import { withProgress } from './doctor/progress.ts'
import { containerRemedies, embeddedRemedies } from './doctor/remedies.ts'
import { labFolder } from './lab-file.ts'
import { findOwnLab } from './doctor/find-own-lab.ts'

/** `./lab doctor`: exit code 0 when nothing is wrong, 1 otherwise. */
export const command = defineCommand({
  flags: {
    url: { value: 'ISSUER', description: 'look at this server instead of the lab' },
    ca: { value: 'FILE', description: 'the CA of that server, PEM' },
    json: { description: 'as JSON' },
    data,
  },
  async run({ flags }) {
    const { url, ca, data } = flags
    if (ca !== undefined && url === undefined) {
      throw new UsageError(['--ca is for the server that --url names'], 'doctor')
    }
    const { subject, reports } = await withProgress((tell) =>
      url === undefined ? examineOwn(labFolder(data), tell) : examineOther(url, ca, tell),
    )
    const healthy = reports.every(({ findings }) =>
      findings.every(({ state }) => state !== 'wrong'),
    )
    const text = flags.json
      ? JSON.stringify({ subject, healthy, places: reports }, null, 2)
      : describeReports(subject, reports)
    process.stdout.write(`${text}\n`)
    return healthy ? 0 : 1
  },
})

interface Result {
  subject: string
  reports: Report[]
}

type Tell = (doing: string) => void

async function examineOther(url: string, ca: string | undefined, tell: Tell): Promise<Result> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new UsageError([`--url takes an issuer, like https://example.com, not ${url}`], 'doctor')
  }
  const { examineIssuer, issuerOf } = await import('./doctor/examine-issuer.ts')
  tell(`asking ${url}`)
  const report = await examineIssuer(url, ca === undefined ? undefined : readAuthority(ca))
  return { subject: issuerOf(url), reports: [report] }
}

function readAuthority(path: string): string {
  try {
    const text = readFileSync(path, 'utf8')
    if (text.includes('-----BEGIN CERTIFICATE-----')) return text
  } catch (error) {
    throw new CommandFailure(`${path}: ${fileProblem(error)}`)
  }
  throw new CommandFailure(`${path}: this is no certificate in PEM`)
}

async function examineOwn(folder: string, tell: Tell): Promise<Result> {
  const file = await findOwnLab(folder)
  if (file === undefined) {
    const { examineMachine } = await import('./doctor/examine-machine.ts')
    tell('looking at this machine')
    return { subject: 'no lab is running', reports: [await examineMachine(folder)] }
  }
  const { examineLab } = await import('./doctor/examine-lab.ts')
  const { origin, docker, external } = file
  const data = folder === labFolder(undefined) ? '' : ` --data ${folder}`
  tell(`looking at ${origin} from this machine`)
  if (docker === undefined) {
    return {
      subject: origin,
      reports: await examineLab(file, embeddedRemedies(data, origin, external)),
    }
  }
  const { examineContainers } = await import('./doctor/examine-containers.ts')
  const { project } = docker
  const remedies = containerRemedies({ project, origin, data, ...(external && { external }) })
  const outside = await examineLab(file, remedies)
  tell(`looking at ${origin} from inside the containers of ${project}`)
  const inside = await examineContainers(file, project, remedies)
  return { subject: `${origin}, Compose project ${project}`, reports: [...outside, ...inside] }
}
