import { X509Certificate } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import {
  createClientAuthority,
  createClientCertificate,
} from '@oauth-lab/kit/certificate-issuer.ts'
import type { ClientSubject } from '@oauth-lab/kit/certificate-issuer.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { partsOf } from '@oauth-lab/kit/distinguished-name.ts'
import { makePassableFolder, writePublic, writeSecret } from '@oauth-lab/kit/file-access.ts'
import { certificateThumbprint } from '@oauth-lab/kit/client-certificate.ts'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { certifiedKey } from '@oauth-lab/kit/public-key.ts'
import { CommandFailure, defineCommand } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { alignRows } from './command-line/table.ts'
import { labFolder } from './lab-file.ts'
import { findLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

const day = 24 * 3600_000

/** `./lab certificate NAME`: a certificate by which a client authenticates in TLS (RFC 8705). */
export const command = defineCommand({
  usage: '<name>',
  takes: [1, 1],
  flags: {
    subject: {
      value: 'DN',
      description: 'its subject, such as CN=billing,O=Example; CN=<name> unless told',
    },
    dns: { value: 'HOST', description: 'a host name in it' },
    uri: { value: 'URI', description: 'a URI in it' },
    ip: { value: 'ADDRESS', description: 'an IP address in it' },
    email: { value: 'ADDRESS', description: 'an e-mail address in it' },
    days: {
      value: 'N',
      description: 'when it ends, days from now; 365 unless told. One below 0 has ended',
      read(text): number {
        if (/^-?\d{1,4}$/.test(text)) return Number(text)
        throw new Error(`takes a whole number of days, not ${text}`)
      },
    },
    'self-signed': { description: 'it signs itself, for self_signed_tls_client_auth' },
    sandbox,
    data,
  },
  async run({ positionals, flags }) {
    const name = positionals[0]!
    if (!/^[\w.-]{1,100}$/.test(name) || /^\.+$/.test(name)) {
      throw new CommandFailure(`${name} is no name for a file: letters, digits, dots and hyphens`)
    }
    const folder = join(labFolder(flags.data), 'clients')
    const files = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) }
    if (name === 'authority' || existsSync(files.key)) {
      throw new CommandFailure(`${shownPath(files.key)} would be lost: take another name`)
    }
    makePassableFolder(folder)
    const isOwn = flags['self-signed']
    const authority = isOwn ? undefined : await openAuthority(folder)
    const { subject = `CN=${name}`, dns, uri, ip, email, days = 365 } = flags
    if (!isName.test(subject)) {
      throw new CommandFailure(`${subject} is no distinguished name, such as CN=billing,O=Example`)
    }
    const names = [
      { type: 'dns', value: dns },
      { type: 'url', value: uri },
      { type: 'ip', value: ip },
      { type: 'email', value: email },
    ].filter(({ value }) => value !== undefined) as NonNullable<ClientSubject['names']>
    const ends = new Date(Date.now() + days * day)
    const begins = new Date(Math.min(Date.now(), ends.getTime()) - day)
    const made = await createClientCertificate(authority, { subject, names, begins, ends }).catch(
      (error: unknown) => {
        throw new CommandFailure(`no certificate says this: ${failureReason(error)}`, {
          cause: error,
        })
      },
    )
    writePublic(files.certificate, made.certificate)
    writeSecret(files.key, made.key)
    process.stdout.write(`${describe(made, files)}\n\n${howToRegister(made, flags, isOwn)}\n`)
    if (isOwn) return
    const lab = await findLab(labFolder(flags.data))
    if (lab !== undefined) await trustAuthority(lab, flags.sandbox, folder)
    const told =
      lab === undefined
        ? 'No lab runs here. One that does takes the authority by itself when a certificate is made.'
        : `${lab.file.origin} takes certificates of this authority now.`
    process.stdout.write(`\n${told}\n`)
  },
})

const authorityFile = 'authority.crt'

/** Parts with commas between, as RFC 4514 §2 writes them. */
const isName = /^\s*[\w.]+=(?:[^,\\=]|\\.)+(?:,\s*[\w.]+=(?:[^,\\=]|\\.)+)*$/

/** The authority of this folder's clients, which is made when it is first wanted. */
async function openAuthority(folder: string): Promise<KeyedCertificate> {
  const [file, keyFile] = [join(folder, authorityFile), join(folder, 'authority.key')]
  if (existsSync(file) && existsSync(keyFile)) {
    return { certificate: readFileSync(file, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  }
  const made = await createClientAuthority()
  writeSecret(keyFile, made.key)
  writePublic(file, made.certificate)
  return made
}

function describe(
  { certificate }: KeyedCertificate,
  files: { certificate: string; key: string },
): string {
  const read = new X509Certificate(certificate)
  const names = read.subjectAltName
  return alignRows([
    ['certificate', shownPath(files.certificate)],
    ['key', shownPath(files.key)],
    ['subject', writtenName(read.subject)],
    ...(names === undefined ? [] : [['names', names]]),
    ['issuer', writtenName(read.issuer)],
    ['ends', read.validToDate.toISOString()],
    ['x5t#S256', certificateThumbprint(read)],
  ]).join('\n')
}

/** What the client registers to be known by it (RFC 8705 §2.1.2, §2.2.2). */
function howToRegister(
  { certificate }: KeyedCertificate,
  { dns, uri, ip, email }: Partial<Record<'dns' | 'uri' | 'ip' | 'email', string>>,
  isOwn: boolean,
): string {
  const ways = [
    ['tls_client_auth_san_dns', dns],
    ['tls_client_auth_san_uri', uri],
    ['tls_client_auth_san_ip', ip],
    ['tls_client_auth_san_email', email],
    ['tls_client_auth_subject_dn', writtenName(new X509Certificate(certificate).subject)],
  ] as const
  const [member, value] = ways.find(([, told]) => told !== undefined)!
  const metadata = isOwn
    ? {
        token_endpoint_auth_method: 'self_signed_tls_client_auth',
        jwks: { keys: [certifiedKey(certificate)] },
      }
    : { token_endpoint_auth_method: 'tls_client_auth', [member]: value }
  return `The client registers:\n${JSON.stringify(metadata, null, 2)}`
}

/** Lets a running lab take certificates below the authority, beside those that it takes already. */
async function trustAuthority(lab: RunningLab, sandbox: string | undefined, folder: string) {
  const { config } = lab.control(sandbox)
  const authority = readFileSync(join(folder, authorityFile), 'utf8')
  const { clientCertificateAuthorities: before, ...others } = await config.get()
  if (before.includes(authority)) return
  await config.put({ ...others, clientCertificateAuthorities: [...before, authority] })
}

/** A name of Node's as RFC 4514 writes it. */
function writtenName(name: string): string {
  return partsOf(name).join(',')
}

function shownPath(path: string): string {
  const shown = relative(process.cwd(), path)
  return shown.startsWith('..') ? path : shown
}
