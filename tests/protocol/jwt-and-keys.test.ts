import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { createHash, createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import type { SigningKeyInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { runLab } from '../run-program.ts'
import type { RunOptions } from '../run-program.ts'
import { noteSecret } from '../secrets.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { suite, test } = embeddedOnly('runs the command line against a lab of its own')
const work = mkdtempSync(join(tmpdir(), 'lab-jwt-and-keys-'))
const folder = ['--data', join(work, 'data')]
const path = (name: string) => join(work, name)
const lab = (args: readonly string[], options: RunOptions = {}) =>
  runLab([...args, ...folder], options)

/** What a command prints that succeeds, and says nothing else. */
async function printed(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await lab(args, options)
  deepEqual({ code, stderr }, { code: 0, stderr: '' }, args.join(' '))
  return stdout
}

async function requireFailure(told: RegExp, exit: 1 | 2, args: readonly string[], input = '') {
  const { code, stdout, stderr } = await lab(args, { input })
  deepEqual([code, stdout], [exit, ''], args.join(' '))
  match(stderr, told)
}

async function tokenOf(...args: string[]): Promise<string> {
  const token = (await printed(['token', ...args])).trim()
  noteSecret(token, 'access token')
  return token
}

/** The checks of a verification that fail. */
async function failuresOf(token: string, ...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await lab(['jwt', 'verify', '--json', '-', ...args], {
    input: token,
  })
  equal(stderr, '')
  const { holds, checks } = JSON.parse(stdout) as {
    holds: boolean
    checks: { check: string; holds: boolean }[]
  }
  const failed = checks.filter((one) => !one.holds).map(({ check }) => check)
  deepEqual([code, holds], failed.length === 0 ? [0, true] : [1, false])
  return failed
}

async function states(...args: string[]): Promise<SigningKeyInfo[]> {
  return JSON.parse(await printed(['keys', 'list', '--json', ...args])) as SigningKeyInfo[]
}

before(async () => {
  const { code, stderr } = await lab(['up', '--detach', '--memory', '--port', '0'])
  equal(code, 0, stderr)
})
after(async () => {
  await lab(['down'])
  rmSync(work, { recursive: true, force: true })
})

suite('./lab jwt', () => {
  test('decode shows header, claims, dates in words and what is wrong, and never the token', async () => {
    const token = await tokenOf()
    const text = await printed(['jwt', 'decode', token])
    match(text, /^Access token {2}RFC 9068 §2\n/)
    match(text, /"typ": "at\+jwt"/)
    match(text, /^iat {2}\d+ \w+ \d{4} [\d:]+ UTC, (which is now|\d+ s ago)$/m)
    match(text, /^exp {2}.*, in (1 h|59 min \d+ s)$/m)
    ok(!text.includes(token.split('.')[2]!))
    writeFileSync(path('token'), `${token}\n`)
    match(await printed(['jwt', 'decode', path('token')]), /"typ": "at\+jwt"/)
    await printed(['clock', '+2h'])
    const later = await printed(['jwt', 'decode', '--lab-clock'], { input: token })
    match(later, /^error token-expired {2}RFC 7519 §4\.1\.4$/m)
    const json = JSON.parse(await printed(['jwt', 'decode', '--json', '-'], { input: token }))
    deepEqual(Object.keys(json as object), ['kind', 'header', 'claims', 'findings'])
    deepEqual((json as { findings: unknown[] }).findings, [])
    await printed(['reset'])
  })

  test('decode says what it was given instead of a signed JWT', async () => {
    await requireFailure(/^lab: this token is opaque/, 1, ['jwt', 'decode'], 'abcdef')
    await requireFailure(/^lab: missing: there is no such file/, 1, ['jwt', 'decode', 'missing'])
    await requireFailure(/nothing came in/, 1, ['jwt', 'decode', '-'])
    await requireFailure(/--claims is for jwt sign/, 2, ['jwt', 'decode', '--claims', '{}', 'x'])
  })

  test('verify takes a token of the lab by its keys, its issuer and its clock', async () => {
    const token = await tokenOf()
    const text = await printed(['jwt', 'verify', token])
    match(text, /^holds {2}signature$/m)
    match(text, /^holds {2}issuer$/m)
    ok(!text.includes('fails'))
    const { iss, aud } = JSON.parse(
      Buffer.from(token.split('.')[1]!, 'base64url').toString(),
    ) as Record<string, string>
    deepEqual(await failuresOf(token, '--audience', aud!, '--jwks', `${iss}/jwks`), [])
    deepEqual(await failuresOf(token, '--issuer', iss!), [])
  })

  test('verify says which check fails, and exits with 1', async () => {
    const token = await tokenOf()
    deepEqual(await failuresOf(token, '--audience', 'https://other.example'), ['audience'])
    const refused = await lab(['jwt', 'verify', token, '--audience', 'https://other.example'])
    equal(refused.code, 1)
    match(refused.stdout, /^fails {2}audience\n {7}Expected https:\/\/other\.example, found /m)
    await printed(['sandbox', 'create', '--id', 'other'])
    deepEqual(await failuresOf(token, '--sandbox', 'other'), ['key-found', 'issuer'])
    await printed(['clock', '+2h'])
    deepEqual(await failuresOf(token), ['not-expired'])
    await printed(['reset'])
    deepEqual(await failuresOf(token), ['key-found'])
  })

  test('verify says where keys cannot be had', async () => {
    const token = await tokenOf()
    const verify = ['jwt', 'verify', token]
    writeFileSync(path('no-set.json'), '{"keys":{}}')
    await requireFailure(/holds no JWK Set/, 1, [...verify, '--jwks', path('no-set.json')])
    const nowhere = 'https://localhost:1'
    await requireFailure(/request to https:\/\/localhost:1\S* failed/, 1, [
      ...verify,
      '--jwks',
      nowhere,
    ])
    await requireFailure(/request to https:\/\/localhost:1\S* failed/, 1, [
      ...verify,
      '--issuer',
      nowhere,
    ])
    const both = ['--jwks', nowhere, '--key', 'x']
    await requireFailure(/--jwks and --key exclude each other/, 2, [...verify, ...both])
  })

  test('sign signs by a new key, which verifies it and authenticates a client that has it', async () => {
    const file = path('own.jwk')
    const claims = { sub: 'me', aud: 'https://rs.example' }
    const sign = ['jwt', 'sign', '--new-key', file, '--alg', 'PS256', '--expires', '5m']
    const { code, stdout, stderr } = await lab(
      [...sign, '--claims', JSON.stringify(claims), '--header', 'typ=at+jwt'],
      {},
    )
    equal(code, 0, stderr)
    const token = stdout.trim()
    const { d, ...own } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    noteSecret(d, 'private key')
    const publicKey = JSON.parse(
      /^made .*own\.jwk; its public key: (\{.*\})$/m.exec(stderr)![1]!,
    ) as object
    ok(!`${stdout}${stderr}`.includes(d!))
    deepEqual(Object.keys(publicKey).toSorted(), ['alg', 'e', 'kid', 'kty', 'n', 'use'])
    equal((publicKey as typeof own)['kid'], own['kid'])
    deepEqual(await failuresOf(token, '--key', file, '--audience', claims.aud), [])
    writeFileSync(path('set.json'), JSON.stringify({ keys: [publicKey] }))
    deepEqual(await failuresOf(token, '--jwks', path('set.json'), '--issuer', 'x'), ['issuer'])
    const wanted = ['jwt', 'decode', '--json', token]
    const { header } = JSON.parse(await printed(wanted)) as { header: object }
    deepEqual(header, { typ: 'at+jwt', kid: own['kid'], alg: 'PS256' })

    const client = {
      client_id: 'by-own-key',
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [publicKey] },
    }
    const create = ['api', 'POST', '/authserver/admin/api/clients', JSON.stringify(client)]
    equal((await lab(create)).code, 0)
    await tokenOf('--client', 'by-own-key', '--key', file)

    await requireFailure(/is there already/, 1, [...sign, '--claims', '{}'])
    const again = ['jwt', 'sign', '--key', file, '--claims', path('missing.json')]
    await requireFailure(/missing\.json: there is no such file/, 1, again)
    await requireFailure(/holds no JSON object of claims/, 1, ['jwt', 'sign', '--key', file], '[]')
    const other = ['jwt', 'sign', '--key', file, '--alg', 'ES256']
    await requireFailure(/ES256 cannot sign this/, 1, other, '{}')
    const late = await printed(['jwt', 'sign', '--key', file], { input: '{"exp":1}' })
    deepEqual(await failuresOf(late.trim(), '--key', file), ['not-expired'])
  })

  test('sign names every problem of its flags', async () => {
    const { code, stderr } = await lab([
      'jwt',
      'sign',
      'x',
      '--header',
      'alg=none',
      '--expires',
      'x',
    ])
    equal(code, 2)
    match(stderr, /--header has no alg: --alg says it\n.*--expires is like 30s/)
    await requireFailure(/takes no argument.*\n.*by which key/, 2, ['jwt', 'sign', 'x'])
    const both = ['jwt', 'sign', '--key', 'x', '--new-key', 'y']
    await requireFailure(/exclude each other/, 2, both)
    await requireFailure(/there is no dekode here.*did you mean decode/, 2, ['jwt', 'dekode'])
  })
})

suite('./lab keys', () => {
  test('list shows each key with its algorithms, its state and since when', async () => {
    const text = await printed(['keys', 'list'])
    match(text, /^RS256, RS384, RS512, PS256 \(RSA, sig\)\n {2}current {3}k-\w+ {2}signs since 20/)
    match(text, /^ES256 \(P-256, sig\)$/m)
    match(text, /^ {2}next {6}k-\w+ {2}published since 20/m)
    const keys = await states('--alg', 'ES256')
    deepEqual(
      keys.map(({ family, state }) => [family, state]),
      [
        ['P-256', 'current'],
        ['P-256', 'next'],
      ],
    )
    await requireFailure(/signs with ES265; did you mean ES256\?/, 1, [
      'keys',
      'list',
      '--alg',
      'ES265',
    ])
  })

  test('rotate has the next key sign, and keeps the former one published while it must', async () => {
    const token = await tokenOf()
    const [current, next] = await states('--alg', 'RS256')
    const others = await states('--alg', 'EdDSA')
    const [head, ...lines] = (await printed(['keys', 'rotate', '--alg', 'RS256']))
      .trim()
      .split('\n')
    equal(head, 'RS256, RS384, RS512, PS256 (RSA, sig)')
    deepEqual(lines[0], `  ${next!.kid} signs from now on`)
    match(lines[1]!, /^ {2}k-\w+ is published, and signs from the next rotation on$/)
    match(lines[2]!, new RegExp(`^  ${current!.kid} signs no more; it stays published until 20`))
    equal(lines.length, 3)
    match(await printed(['keys', 'list']), new RegExp(`retiring  ${current!.kid}  published until`))
    deepEqual(await states('--alg', 'EdDSA'), others)
    const kidOf = (jwt: string) =>
      (JSON.parse(Buffer.from(jwt.split('.')[0]!, 'base64url').toString()) as { kid: string }).kid
    equal(kidOf(token), current!.kid)
    equal(kidOf(await tokenOf()), next!.kid)
    deepEqual(await failuresOf(token), [])
    await printed(['keys', 'rotate'])
    notEqual((await states('--alg', 'EdDSA'))[0]!.kid, others[0]!.kid)
  })

  test('rotate refuses what nobody signs with, and where there is no server', async () => {
    await requireFailure(/no key here signs with HS256/, 1, ['keys', 'rotate', '--alg', 'HS256'])
    await requireFailure(/something is missing: list \| rotate \| import <FILE> \| export/, 2, [
      'keys',
    ])
    await printed(['sandbox', 'create', '--id', 'blank', '--blank'])
    const blank = ['--sandbox', 'blank']
    equal(await printed(['keys', 'list', ...blank]), 'no signing key\n')
    await requireFailure(/has no definition yet/, 1, ['keys', 'rotate', ...blank])
    const token = await tokenOf()
    await requireFailure(/has no definition yet/, 1, ['jwt', 'verify', token, ...blank])
  })

  test('import makes a key with its certificates the next one, which signs after a rotation', async () => {
    const root = await createRoot('of this test')
    const leaf = await createLeaf(root, 'signer.example')
    writeFileSync(path('signer.key'), leaf.key)
    writeFileSync(path('signer.crt'), leaf.certificate + root.certificate)
    const [{ algorithms }] = (await states('--alg', 'ES256')) as [SigningKeyInfo]
    deepEqual(algorithms, ['ES256'])
    const text = await printed(['keys', 'import', path('signer.key'), '--kid', 'of my own'])
    match(text, /of my own is published, and signs from the next rotation on/)
    const { keys } = JSON.parse(await printed(['keys', 'export'])) as { keys: Jwk[] }
    const key = keys.find(({ kid }) => kid === 'of my own')!
    equal(key.x5c?.length, 2)
    equal(key['x5t#S256'], thumbprintOf(leaf.certificate))
    equal('d' in key, false)
    const again = ['keys', 'import', path('signer.key'), '--kid', 'of my own']
    await requireFailure(/is the name of another key/, 1, again)
    await printed(['keys', 'rotate', '--alg', 'ES256'])
    const [current] = (await states('--alg', 'ES256')) as [SigningKeyInfo]
    deepEqual([current.kid, current.state], ['of my own', 'current'])

    const env = { LAB_PASSPHRASE: 'of this test alone' }
    const given = await printed(['keys', 'export', '--private', '--alg', 'ES256'], { env })
    const pem = given.slice(given.indexOf('-----BEGIN'), given.indexOf('-----BEGIN CERTIFICATE'))
    const opened = createPrivateKey({ key: pem, passphrase: env.LAB_PASSPHRASE })
    deepEqual(
      opened.export({ format: 'jwk' }),
      createPrivateKey(leaf.key).export({ format: 'jwk' }),
    )
  })

  test('import refuses what cannot sign here, and says why', async () => {
    const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
    writeFileSync(path('short.pem'), short.export({ type: 'pkcs8', format: 'pem' }))
    await requireFailure(/jwk\.n: has 1024 bits/, 1, ['keys', 'import', path('short.pem')])
    await requireFailure(/import needs the file/, 1, ['keys', 'import'])
    await requireFailure(/list takes no file/, 1, ['keys', 'list', path('short.pem')])
    await requireFailure(/Set LAB_PASSPHRASE/, 1, ['keys', 'export', '--private'])
  })
})

type Jwk = JsonWebKey & { kid: string; x5c?: string[]; 'x5t#S256'?: string }

function thumbprintOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url')
}
