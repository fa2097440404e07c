import { deepEqual, equal, match } from 'node:assert/strict'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto'
import { after, before } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { execa } from 'execa'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { noteSecret } from '../secrets.ts'
import { runLab } from '../run-program.ts'
import { decodeClaims } from './support/decode-claims.ts'
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

/** A key alone: no certificate has its name. */
function copyKey(name: string): string {
  const bare = path(`bare-${name}.key`)
  copyFileSync(path(`${name}.key`), bare)
  return bare
}

/** An RSA key with its certificate, as PEM and as PKCS#12. */
async function createCertified(name = 'rsa'): Promise<object> {
  const [key, certificate] = [path(`${name}.key`), path(`${name}.crt`)]
  const subject = ['-subj', '/CN=client', '-days', '1', '-newkey', 'rsa:2048', '-nodes']
  await execa('openssl', ['req', '-x509', ...subject, '-keyout', key, '-out', certificate])
  const [pem, chain] = [key, certificate].map((file) => readFileSync(file, 'utf8')) as [
    string,
    string,
  ]
  writeFileSync(path(`${name}.pem`), `${chain}${pem}`)
  const files = ['-inkey', key, '-in', certificate, '-out', path(`${name}.p12`)]
  await execa('openssl', ['pkcs12', '-export', ...files, '-passout', `pass:${passphrase}`])
  const x5c = [new X509Certificate(chain).raw.toString('base64')]
  return { ...createPublicKey(createPrivateKey(pem)).export({ format: 'jwk' }), x5c }
}

suite('./lab token authenticates its client', () => {
  before(async () => {
    const { code, stderr } = await lab(
      'up',
      '--detach',
      '--memory',
      '--port',
      '0',
      '--mtls-port',
      '0',
    )
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
    const bare = ['--key', copyKey('rsa')]
    await requireFailure(/whose file holds its certificate/, ...signer, ...bare, '--x5t')
    await requireFailure(/rsa\.crt holds no private key/, ...signer, '--key', path('rsa.crt'))
    await requireFailure(/private_key_jwt takes --key FILE/, ...signer)
  })

  test('by a certificate that it shows: with the key, in a file of its own, and no other', async () => {
    const own = await createCertified('tls')
    const method = 'self_signed_tls_client_auth'
    await create('certified', { token_endpoint_auth_method: method, jwks: { keys: [own] } })
    const client = ['--client', 'certified']
    await requireToken(...client, '--key', path('tls.pem'))
    await requireToken(...client, '--key', path('tls.key'))
    const files = ['--key', path('tls.key'), '--cert', path('tls.crt')]
    await requireToken(...client, '--auth', method, ...files)
    await createCertified('other')
    await requireFailure(/invalid_client/, ...client, '--key', path('other.pem'))
    await requireFailure(/a certificate is shown with its key/, ...client)
    const mixed = ['--key', path('other.key'), '--cert', path('tls.crt')]
    await requireFailure(/belongs to another key/, ...client, ...mixed)
    const bare = ['--key', copyKey('tls')]
    await requireFailure(/--cert FILE names the certificate/, ...client, ...bare)
  })

  test('by a certificate that ./lab certificate makes, whose authority the lab then takes', async () => {
    const make = (...args: string[]) => lab('certificate', ...args)
    const inFolder = (file: string) => path(`data/clients/${file}`)
    const shown = (name: string) => ['--key', inFolder(`${name}.key`)]
    const register = async (name: string, ...args: string[]) => {
      const { code, stdout, stderr } = await make(name, ...args)
      equal(code, 0, stderr)
      equal(statSync(inFolder(`${name}.key`)).mode & 0o777, 0o600)
      await create(name, JSON.parse(/\{[^]*\}/.exec(stdout)![0]) as object)
      return ['--client', name]
    }
    const billing = await register('billing', '--dns', 'billing.example')
    await requireToken(...billing, ...shown('billing'))
    const named = await register('named', '--subject', 'CN=My Client,O=Example\\, Inc.,C=DE')
    await requireToken(...named, ...shown('named'))
    await requireFailure(/invalid_client/, ...billing, ...shown('named'))
    await requireToken(...(await register('own', '--self-signed')), ...shown('own'))
    const ended = await register('ended', '--days', '-1')
    await requireFailure(/invalid_client/, ...ended, ...shown('ended'))
    for (const [args, told] of [
      [['billing'], /billing\.key would be lost: take another name/],
      [['authority'], /authority\.key would be lost/],
      [['../up'], /is no name for a file/],
      [['x', '--subject', 'somebody'], /is no distinguished name, such as CN=billing/],
      [['x', '--ip', 'here'], /no certificate says this: /],
      [['x', '--days', 'soon'], /--days takes a whole number of days, not soon/],
    ] as const) {
      const { code, stderr } = await make(...args)
      equal(code > 0, true)
      match(stderr, told)
    }
  })

  test('with --dpop the token is bound to a key, which a file keeps; --headers shows how it is sent', async () => {
    const file = JSON.parse(readFileSync(path('data/lab.json'), 'utf8')) as Record<string, string>
    const { origin, ca } = file as { origin: string; ca: string }
    const url = `${origin}/resserver/protected-resources/`
    const bound = ['--dpop', path('dpop.pem')]
    const claimsOf = async (...args: string[]) => {
      const { code, stdout, stderr } = await lab('token', ...bound, ...args)
      equal(code, 0, stderr)
      noteSecret(stdout.trim(), 'access token')
      return decodeClaims(stdout)
    }
    const { cnf } = await claimsOf()
    equal(Object.keys(cnf as object).join(), 'jkt')
    deepEqual((await claimsOf('--user', 'developer'))['cnf'], cnf)
    equal(statSync(path('dpop.pem')).mode & 0o777, 0o600)
    const { stdout } = await lab('token', ...bound, '--headers', url)
    const headers = stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/: (.*)/).slice(0, 2))
    for (const [, value] of headers) noteSecret(value!.replace('DPoP ', ''), 'token or proof')
    deepEqual(
      headers.map(([name]) => name),
      ['Authorization', 'DPoP'],
    )
    const trust = createTrust(ca)
    const read = async (sent: Record<string, string>) => {
      const response = await trust.fetch(url, { headers: sent })
      await response.text()
      return response.status
    }
    equal(await read(Object.fromEntries(headers) as Record<string, string>), 200)
    equal(await read({ authorization: headers[0]![1]! }), 401)
    await trust.close()
  })

  test('and refuses flags that contradict each other', async () => {
    await requireFailure(/--auth must be one of client_secret_basic/, '--auth', 'basic')
    await requireFailure(/--x5t and --kid go with --key FILE/, '--x5t')
  })

  test('and sends the assertion of a trusted issuer', async () => {
    const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
    const { privateKey, publicKey } = await generateKeyPair('ES256')
    const iss = 'https://issuer.example'
    const trust = {
      supportedGrantTypes: ['client_credentials', grantType],
      trustedIssuers: { [iss]: { jwks: { keys: [await exportJWK(publicKey)] } } },
    }
    const configuration = '/authserver/admin/api/configuration'
    const set = await lab('api', 'PATCH', configuration, JSON.stringify(trust))
    equal(set.code, 0, set.stderr)
    await create('bearer', { grant_types: [grantType] })
    const file = JSON.parse(readFileSync(path('data/lab.json'), 'utf8')) as { origin: string }
    const aud = `${file.origin}/authserver/oauth2`
    const write = async (name: string, sub: string) => {
      const assertion = await new SignJWT({ iss, sub, aud, jti: sub })
        .setProtectedHeader({ alg: 'ES256' })
        .setExpirationTime('30m')
        .sign(privateKey)
      noteSecret(assertion, 'assertion')
      writeFileSync(path(name), `${assertion}\n`)
    }
    await write('assertion.jwt', 'developer')
    await write('stranger.jwt', 'nobody')
    const grant = ['--client', 'bearer', '--grant', 'jwt-bearer']
    await requireToken(...grant, '--assertion', path('assertion.jwt'))
    const twice = [...grant, '--assertion', path('assertion.jwt')]
    await requireFailure(/check jwt-bearer.unused/, ...twice)
    await requireFailure(/check jwt-bearer.user/, ...grant, '--assertion', path('stranger.jwt'))
    await requireFailure(/there is no such file/, ...grant, '--assertion', path('absent.jwt'))
    await requireFailure(/go together/, ...grant)
    await requireFailure(/go together/, '--assertion', path('assertion.jwt'))
    await requireFailure(/names the user/, ...twice, '--user', 'developer')
  })
})
