import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { labNames, readCertificate } from '@oauth-lab/kit/certificates.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { alignRows } from './command-line/table.ts'
import { renewCertificate } from './docker/renew-certificate.ts'
import { labFolder, readLabFile } from './lab-file.ts'
import type { LabFile } from './lab-file.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { findLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

/** How long nginx may take to show a new certificate, milliseconds. */
const timeout = 15_000

/** `./lab certs [renew]`: what the running lab serves, or what lies in its folder. */
export const command = defineCommand({
  usage: '[renew]',
  takes: [0, 1],
  words: ['renew'],
  flags: { data },
  async run({ positionals, flags }) {
    const folder = labFolder(flags.data)
    if (positionals[0] === 'renew') await renew(folder)
    const lab = await findLab(folder)
    refusePlain(lab)
    const { root, leaf } =
      lab === undefined
        ? readFolder(join(folder, 'certs'))
        : { root: lab.file.ca, leaf: await servedAt(lab.file) }
    process.stdout.write(`${describe('root', root)}\n\n${describe('leaf', leaf)}\n`)
  },
})

function refusePlain(lab: RunningLab | undefined): void {
  if (lab === undefined || !isPlain(lab.file)) return
  throw new CommandFailure(`${lab.file.origin} speaks plain HTTP: it shows no certificate`)
}

async function renew(folder: string): Promise<void> {
  const lab = await findLab(folder)
  refusePlain(lab)
  // With a certificate that has ended the containers run, but don't answer as a lab.
  const file = lab?.file ?? readLabFile(folder)
  if (file?.docker !== undefined) {
    await untilServed(file, await renewCertificate(file.docker.project))
  } else if (lab === undefined) {
    await renewInFolder(join(folder, 'certs'))
  } else {
    await lab.control().renewCertificate()
  }
}

async function renewInFolder(certificates: string): Promise<void> {
  const { leaf } = readFolder(certificates)
  const { names } = readCertificate(leaf)
  const host = names.find((name) => !labNames.includes(name)) ?? 'localhost'
  const { root } = await openCertificates(host, certificates)
  await renewLeaf(root, host, certificates)
}

function readFolder(certificates: string): { root: string; leaf: string } {
  try {
    return {
      root: readFileSync(join(certificates, 'root.crt'), 'utf8'),
      leaf: readFileSync(join(certificates, 'leaf.crt'), 'utf8'),
    }
  } catch {
    throw new CommandFailure(`there are no certificates in ${certificates}; ./lab up makes them`)
  }
}

/** nginx takes a new certificate up a moment after it was told to. */
async function untilServed(lab: LabFile, leaf: string): Promise<void> {
  const { fingerprint } = readCertificate(leaf)
  const deadline = Date.now() + timeout
  while ((await fingerprintServed(lab)) !== fingerprint) {
    if (Date.now() > deadline) {
      throw new CommandFailure(
        `the webserver did not take up its new certificate within ${timeout / 1000} s; ./lab logs webserver says why`,
      )
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** None while the former certificate can't be trusted. */
async function fingerprintServed(lab: LabFile): Promise<string | undefined> {
  const served = await servedAt(lab).catch(() => undefined)
  return served && readCertificate(served).fingerprint
}

/** The certificate that a new connection gets, PEM. */
function servedAt({ origin, ca, address }: LabFile): Promise<string> {
  const { hostname, port } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  // An address is no server name (RFC 6066 §3).
  const name = isIP(host) === 0 ? { servername: host } : {}
  return new Promise((resolve, reject) => {
    const socket = connect(
      { host: address ?? host, port: Number(port || 443), ca, ...name },
      () => {
        resolve(socket.getPeerX509Certificate()!.toString())
        socket.end()
      },
    )
    socket.once('error', reject)
  })
}

function describe(kind: string, pem: string): string {
  const { names, issuer, fingerprint, notAfter } = readCertificate(pem)
  return alignRows([
    [kind, names.length === 0 ? 'signs the leaf' : names.join(', ')],
    ['  issuer', issuer.replace(/^CN=/, '')],
    ['  SHA-256', fingerprint],
    ['  ends', notAfter.toISOString()],
  ]).join('\n')
}
