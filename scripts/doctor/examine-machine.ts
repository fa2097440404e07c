import { join } from 'node:path'
import { isCheckout, labFolder, readLabFile } from '../lab-file.ts'
import { readSettings } from '../settings.ts'
import type { Settings } from '../settings.ts'
import { findingsOf } from './finding.ts'
import type { Finding, Report } from './finding.ts'
import { examineCertificates } from './machine/certificates.ts'
import { examineDocker } from './machine/docker.ts'
import { examineNames } from './machine/names.ts'
import { examinePorts } from './machine/ports.ts'

/** Looks at this machine while no lab is running: what would stand in the way of one. */
export async function examineMachine(folder: string): Promise<Report> {
  const left = readLabFile(folder)
  const port = left === undefined ? 8443 : Number(new URL(left.origin).port) || 443
  const isUsual = folder === labFolder() || Boolean(process.env['COMPOSE_PROJECT_NAME'])
  const [ports, names, docker] = await Promise.all([
    examinePorts([...new Set([port, 8443])], isCheckout ? wishedPorts(readSettings()) : {}),
    examineNames(),
    // Only a checkout has a lab in containers.
    isCheckout ? examineDocker(isUsual) : [],
  ])
  const findings = [
    noLab(folder, left?.origin),
    ...ports,
    ...examineCertificates(join(folder, 'certs')),
    ...names,
    ...docker,
    findingsOf('node').ok(`${process.version}, which the lab brings along`),
  ]
  return { place: 'this machine', findings }
}

/** Those that Compose would publish; an empty one the system chooses. */
function wishedPorts({ LAB_PORT, LAB_HTTP_PORT = '80' }: Settings): Record<string, number> {
  return {
    LAB_PORT: Number(LAB_PORT) || 443,
    ...(LAB_HTTP_PORT !== '' && { LAB_HTTP_PORT: Number(LAB_HTTP_PORT) || 80 }),
  }
}

function noLab(folder: string, origin: string | undefined): Finding {
  return findingsOf('lab').wrong('no lab is running', {
    seen: origin === undefined ? `nothing in ${folder}` : `${origin} was running, and ended`,
    expected: 'a lab that runs',
    fix: './lab up',
  })
}
