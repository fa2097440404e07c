import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { execa } from 'execa'
import { CommandFailure } from './command-line/command.ts'
import { readPassphrase, requirePassphrase } from './passphrase.ts'
import { readSettings } from './settings.ts'

/** A private key of one's own, and what stands in its file or beside it. */
export interface ClientKey {
  key: KeyObject
  certificate?: X509Certificate | undefined
  /** The certificate and those that issued it, as far as they are there. */
  chain?: X509Certificate[] | undefined
  kid?: string | undefined
  /** The algorithm that a JWK is for (RFC 7517 §4.4). */
  alg?: string | undefined
}

/**
 * Reads a private key: PEM, with its certificate or without; PKCS#12, by `openssl`; or a JWK (RFC 7517).
 * An encrypted one takes `LAB_PASSPHRASE`, or what is typed.
 * @throws CommandFailure for a file that holds none
 */
export async function readClientKey(file: string): Promise<ClientKey> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  })
  const text = bytes.toString('latin1')
  try {
    if (/^\s*\{/.test(text)) return readJwk(JSON.parse(text) as JsonWebKey)
    const read = await readPem(text.includes('-----BEGIN ') ? text : await openPkcs12(file))
    const chain = read.chain.length > 0 ? read.chain : await readBeside(file)
    return { ...read, certificate: chain[0], chain }
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    const message = `${file} holds no private key that can be read: PEM, PKCS#12 or JWK`
    throw new CommandFailure(message, { cause: error })
  }
}

/** The certificates of `name.crt` beside `name.key`, as `./lab certificate` writes them. */
async function readBeside(file: string): Promise<X509Certificate[]> {
  const beside = file.replace(/\.key$/, '.crt')
  return beside === file || !existsSync(beside) ? [] : readCertificateFile(beside)
}

/**
 * A key with its certificate, to be shown in a TLS handshake.
 * @param file of the certificate, PEM; absent: it stands beside the key
 * @throws CommandFailure where there is none, or it belongs to another key
 */
export async function readShownCertificate(
  { key, certificate: beside }: ClientKey,
  file: string | undefined,
): Promise<KeyedCertificate> {
  const certificate = file === undefined ? beside : (await readCertificateFile(file))[0]
  if (certificate === undefined) {
    throw new CommandFailure(
      '--cert FILE names the certificate, where neither the key’s file nor a .crt beside it has one',
    )
  }
  if (!certificate.checkPrivateKey(key)) {
    throw new CommandFailure('the certificate belongs to another key')
  }
  return {
    certificate: certificate.toString(),
    key: key.export({ type: 'pkcs8', format: 'pem' }),
  }
}

async function readCertificateFile(file: string): Promise<[X509Certificate, ...X509Certificate[]]> {
  const pem = await readFile(file).catch((error: unknown) => {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  })
  try {
    const [first = pem, ...more] = pemCertificates(pem.toString('latin1'))
    return [new X509Certificate(first), ...more.map((one) => new X509Certificate(one))]
  } catch (error) {
    throw new CommandFailure(`${file} holds no certificate that can be read`, { cause: error })
  }
}

function readJwk(jwk: JsonWebKey): ClientKey {
  const { kid, alg, x5c } = jwk as { kid?: string; alg?: string; x5c?: string[] }
  const chain = (x5c ?? []).map((one) => new X509Certificate(Buffer.from(one, 'base64')))
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  return { key, kid, alg, certificate: chain[0], chain }
}

async function readPem(pem: string): Promise<{ key: KeyObject; chain: X509Certificate[] }> {
  const isEncrypted = /ENCRYPTED/.test(pem)
  const passphrase = isEncrypted ? await requirePassphrase('Passphrase of the key') : undefined
  const [text = pem] =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----[^]+?-----END [A-Z ]*PRIVATE KEY-----/.exec(pem) ?? []
  const key = createPrivateKey(passphrase === undefined ? text : { key: text, passphrase })
  return {
    key,
    chain: chainOf(
      key,
      pemCertificates(pem).map((one) => new X509Certificate(one)),
    ),
  }
}

const pemCertificates = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

/** The key's own certificate first, then who issued it, and so on; as they came where none is the key's. */
function chainOf(key: KeyObject, certificates: X509Certificate[]): X509Certificate[] {
  const own = certificates.find((one) => one.checkPrivateKey(key))
  if (own === undefined) return certificates
  const chain = [own]
  for (;;) {
    const last = chain.at(-1)!
    const issuer = certificates.find((one) => !chain.includes(one) && last.checkIssued(one))
    if (issuer === undefined) return chain
    chain.push(issuer)
  }
}

/** Node reads PKCS#12 for its own connections alone, so OpenSSL takes it apart. */
async function openPkcs12(file: string): Promise<string> {
  const open = (passphrase: string) =>
    execa('openssl', ['pkcs12', '-in', file, '-nodes', '-passin', 'env:LAB_PKCS12_PASSPHRASE'], {
      env: { LAB_PKCS12_PASSPHRASE: passphrase },
      reject: false,
    })
  const given = readPassphrase(readSettings())
  const first = await open(given ?? '')
  const opened =
    first.failed && given === undefined && first.code !== 'ENOENT'
      ? await open(await requirePassphrase(`Passphrase of ${file}`))
      : first
  if (!opened.failed) return opened.stdout
  throw new CommandFailure(
    opened.code === 'ENOENT'
      ? `${file}: PKCS#12 needs the program openssl`
      : `${file}: openssl says ${opened.stderr.split('\n')[0]}`,
  )
}
