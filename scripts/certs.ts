import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { labNames, readCertificate } from '@oauth-lab/kit/certificates.ts'
import { CommandFailure } from './command-line/command.ts'
import type { Input } from './command-line/command.ts'
import { alignRows } from './command-line/table.ts'
import { labFolder } from './lab-file.ts'
import { findLab } from './running-lab.ts'

/** `./lab certs [renew]`: what the running lab serves, or what lies in its folder. */
export async function run({ positionals, values }: Input): Promise<void> {
  const folder = labFolder(values['data'])
  const lab = await findLab(folder)
  if (positionals[0] === 'renew') {
    if (lab === undefined) await renewInFolder(join(folder, 'certs'))
    else await lab.control().renewCertificate()
  }
  const { root, leaf } =
    lab === undefined
      ? readFolder(join(folder, 'certs'))
      : { root: lab.file.ca, leaf: await servedAt(lab.file.origin, lab.file.ca) }
  process.stdout.write(`${describe('root', root)}\n\n${describe('leaf', leaf)}\n`)
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

/** The certificate that a new connection gets, PEM. */
function servedAt(origin: string, ca: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  const host = hostname.replace(/^\[|\]$/g, '')
  // An address is no server name (RFC 6066 §3).
  const name = isIP(host) === 0 ? { servername: host } : {}
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port || 443), ca, ...name }, () => {
      resolve(socket.getPeerX509Certificate()!.toString())
      socket.end()
    })
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
