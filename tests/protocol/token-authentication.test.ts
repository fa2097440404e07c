import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto'
import { after, before } from 'node:test'
import { execa } from 'execa'
import { noteSecret } from '../secrets.ts'
import { runLab } from '../run-program.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { suite, test } = embeddedOnly('runs the command line against a lab of its own')
const work = mkdtempSync(join(tmpdir(), 'lab-token-authentication-'))
const folder = ['--data', join(work, 'data')]
const lab = (...args: string[]) => runLab([...args, ...folder])
const path = (name: string) => join(work, name)
const passphrase = 'a passphrase'

/** Makes a client that authenticates so. */
async function create(client_id: string, metadata: object): Promise<void> {
  const client = { client_id, grant_types: ['client_credentials'], ...metadata }
  const made = await lab('api', 'POST', '/authserver/admin/api/clients', JSON.stringify(client))
  equal(made.code, 0, made.stderr)
}

async function requireToken(...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await lab('token', ...args)
  deepEqual({ code, stderr }, { code: 0, stderr: '' }, args.join(' '))
  noteSecret(stdout.trim(), 'access token')
  match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/)
}

async function requireFailure(told: RegExp, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await lab('token', ...args)
  equal(stdout, '')
  match(stderr, told)
  equal(code, /lab token --help/.test(stderr) ? 2 : 1)
}

/** An RSA key with its certificate, as PEM and as PKCS#12. */
async function createCertified(): Promise<object> {
  const [key, certificate] = [path('rsa.key'), path('rsa.crt')]
  const subject = ['-subj', '/CN=client', '-days', '1', '-newkey', 'rsa:2048', '-nodes']
  await execa('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate])
  const [pem, chain] = [key, certificate].map((file) => readFileSync(file, 'utf8')) as [
    string,
    string,
  ]
  writeFileSync(path('rsa.pem'), `${chain}${pem}`)
  const files = ['-inkey', key, '-in', certificate, '-out', path('rsa.p12')]
  await execa('openssl', ['pkcs12', '-export', ...files, '-passout', `pass:${passphrase}`])
  const x5c = [new X509Certificate(chain).raw.toString('base64')]
  return { ...createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' }), x5c }
}

suite('./lab token authenticates its client', () => {
  before(async () => {
    const { code, stderr } = await lab('up', '--detach', '--memory', '--port', '0')
    equal(code, 0, stderr)
  })
  after(async () => {
    await lab('down')
    rmSync(work, { recursive: true, force: true })
  })

  test('by each method with a secret, as it is registered', async () => {
    for (const method of ['client_secret_basic', 'client_secret_post', 'client_secret_jwt']) {
      await create(method, { token_endpoint_auth_method: method })
      await requireToken('--client', method)
      await requireToken('--client', method, '--auth', method)
    }
    await requireToken('--client', 'client_secret_jwt', '--alg', 'HS512')
    const other = ['--auth', 'client_secret_post']
    await requireFailure(/invalid_client/, '--client', 'client_secret_basic', ...other)
  })

  test('by private_key_jwt with PEM, PKCS#12 and JWK, its certificate’s thumbprint for a name', async () => {
    const jwk = await createCertified()
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const own = { ...privateKey.export({ format: 'jwk' }), kid: 'own' }
    writeFileSync(path('own.jwk'), JSON.stringify(own))
    const keys = [jwk, { ...publicKey.export({ format: 'jwk' }), kid: 'own' }]
    const method = 'private_key_jwt'
    await create('signer', { token_endpoint_auth_method: method, jwks: { keys } })
    const signer = ['--client', 'signer', '--auth', method]
    await requireToken(...signer, '--key', path('own.jwk'))
    await requireToken(...signer, '--key', path('rsa.pem'), '--x5t')
    await requireToken(...signer, '--key', path('rsa.pem'), '--x5t', '--alg', 'PS256')
    process.env['LAB_PASSPHRASE'] = passphrase
    await requireToken(...signer, '--key', path('rsa.p12'), '--x5t')
    process.env['LAB_PASSPHRASE'] = 'another'
    await requireFailure(/rsa\.p12: openssl says/, ...signer, '--key', path('rsa.p12'), '--x5t')
    delete process.env['LAB_PASSPHRASE']
    await requireFailure(/invalid_client/, ...signer, '--key', path('own.jwk'), '--kid', 'other')
    await requireFailure(
      /whose file holds its certificate/,
      ...signer,
      '--key',
      path('rsa.key'),
      '--x5t',
    )
    await requireFailure(/rsa\.crt holds no private key/, ...signer, '--key', path('rsa.crt'))
    await requireFailure(/private_key_jwt takes --key FILE/, ...signer)
  })

  test('and refuses flags that contradict each other', async () => {
    await requireFailure(/--auth must be one of client_secret_basic/, '--auth', 'basic')
    await requireFailure(/--x5t and --kid go with --key FILE/, '--x5t')
  })
})
