import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { parse, stringify } from 'yaml'
import { runProgram } from '../run-program.ts'
import { noteSecret } from '../secrets.ts'
import { administer } from './support/administer.ts'
import { clientToken, flowTokens, introspect, tokenRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { redirectUri, registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const passphrase = 'a passphrase of many words'
noteSecret(passphrase, 'passphrase')

const byName = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : 1)

interface File extends Record<string, unknown> {
  clients: Record<string, unknown>[]
  users: Record<string, unknown>[]
  keys: Record<string, unknown>[]
}

const chosen = { client_id: 'my-app', client_secret: 'a-secret-of-my-app' }
noteSecret(chosen.client_secret, 'client_secret')
const alice = { username: 'alice', password: 'alice', claims: { name: 'Alice' } }

/** A sandbox with a client and a user of its own. */
async function open(): Promise<TestPlace> {
  const place = await used.sandbox()
  await place.control.clients.create({
    ...chosen,
    client_name: 'My application',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
  })
  await place.control.users.create(alice)
  return place
}

const exported = async ({ control }: TestPlace, wanted?: object) =>
  parse(await control.transfer.export(wanted)) as File

async function problemsOf({ control }: TestPlace, document: string, how: object = {}) {
  const error = await control.transfer.import(document, how).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  ok(error instanceof ControlError, String(error))
  equal(error.status, 400)
  return error.problems
}

describe('an export', () => {
  test('is readable YAML with configuration, clients, users and keys, and without a secret', async () => {
    const place = await open()
    const text = await place.control.transfer.export()
    const file = parse(text) as File
    const lists = { base: undefined, clients: [], users: [], keys: [], client: {}, resserver: {} }
    deepEqual({ ...file, ...lists }, { ...(await place.control.config.get()), ...lists })
    equal(file['base'], place.base)
    const names = file.clients.map(({ client_name }) => client_name)
    deepEqual(names.toSorted(byName).slice(0, 3), ['My application', 'cli', 'postman'])
    const users = file.users.map(({ username }) => username)
    deepEqual(users, ['alice', 'developer', 'superuser'])
    equal(file.keys.length, 6)
    doesNotMatch(text, /client_secret:|argon2|passwordHash|totpSecret|\bd: |registrationTokenHash/)
    match(text, /^# The lab at /)
  })

  test('may be of some parts alone', async () => {
    const place = await open()
    deepEqual(Object.keys(await exported(place, { only: ['users'] })), ['base', 'users'])
    const { status, body } = await administer(place, 'POST', 'authserver/admin/api/export', {
      only: ['user'],
      passphrase: 'short',
    })
    equal(status, 400)
    const paths = (body['problems'] as { path: string }[]).map(({ path }) => path)
    deepEqual(paths, ['only.0', 'passphrase'])
  })
})

describe('an encrypted export', () => {
  test('brings a sandbox back to exactly what it was: ids, secrets, passwords, keys', async () => {
    const place = await open()
    const { control } = place
    await control.config.patch({ accessTokenLifetime: 1234, corsOrigins: ['https://app.example'] })
    const machine = await clientToken(place, chosen)
    const registered = await registerClient(place)
    const text = await control.transfer.export({ passphrase })
    doesNotMatch(text, /argon2|a-secret-of-my-app/)
    const before = { file: await exported(place), keys: await control.keys.list() }
    await control.reset()
    equal((await tokenRequest(place, chosen, { grant_type: 'client_credentials' })).status, 400 + 1)
    await control.transfer.import(text, { mode: 'replace', passphrase })
    deepEqual({ file: await exported(place), keys: await control.keys.list() }, before)
    equal((await clientToken(place, registered)).split('.').length, 3)
    ok(await clientToken(place, chosen))
    // Tokens are no part of a file: this one is not known any more.
    equal((await introspect(place, chosen, machine))['active'], false)
    const { access_token } = await flowTokens(place, chosen, {}, alice)
    ok(access_token)
    const again = await control.transfer.import(text, { mode: 'replace', passphrase })
    deepEqual(again.changes, [])
  })

  test('is opened by its passphrase alone, and not once it was changed', async () => {
    const place = await open()
    const text = await place.control.transfer.export({ passphrase, only: ['clients'] })
    const line = text.split('\n').findIndex((one) => one.startsWith('secrets:')) + 1
    const refused = async (document: string, how?: object) => {
      const [problem, ...others] = await problemsOf(place, document, how)
      deepEqual(others, [])
      equal(problem?.path, 'secrets')
      equal(problem.line, line)
      return problem.message
    }
    match(await refused(text), /are encrypted: tell the passphrase/)
    match(await refused(text, { passphrase: 'another one of words' }), /cannot be opened/)
    const broken = text.replace(/.(?=.{20}\n*$)/, (one) => (one === 'A' ? 'B' : 'A'))
    match(await refused(broken, { passphrase }), /cannot be opened/)
    const without = text.slice(0, text.indexOf('# Secrets, hashes'))
    deepEqual((await place.control.transfer.import(without)).changes, [])
  })
})

describe('an import', () => {
  test('merges: what the file does not name stays, secrets that it does not have too', async () => {
    const place = await open()
    const document = stringify({
      accessTokenLifetime: 60,
      supportedScopes: { read: 'read your things' },
      clients: [{ client_id: 'my-app', client_name: 'Renamed', redirect_uris: [redirectUri] }],
      users: [{ username: 'bob' }],
    })
    const { changes, notes } = await place.control.transfer.import(document)
    deepEqual(
      changes.map(({ part, name, change }) => `${change} ${part} ${name}`),
      [
        'changed configuration supportedScopes',
        'changed configuration accessTokenLifetime',
        'changed clients my-app',
        'created users bob',
      ],
    )
    deepEqual(notes, [{ part: 'users', name: 'bob', message: 'cannot sign in: set a password' }])
    const { accessTokenLifetime, supportedScopes, codeLifetime } = await place.control.config.get()
    deepEqual([accessTokenLifetime, codeLifetime], [60, 60])
    ok('openid' in supportedScopes && 'read' in supportedScopes)
    const [client] = await place.control.clients.list({ client_id: 'my-app' })
    deepEqual([client?.client_name, client?.client_secret], ['Renamed', chosen.client_secret])
    equal((await place.control.users.list()).length, 4)
  })

  test('replaces each part that the file holds, and ends what stood for what is gone', async () => {
    const place = await open()
    const token = await clientToken(place, chosen)
    const file = await exported(place)
    const reader = await registerClient(place, { resource: ['https://reader.example/'] })
    const clients = file.clients.filter(({ client_id }) => client_id !== 'my-app')
    const users = file.users.filter(({ username }) => username !== 'alice')
    const imported = await place.control.transfer.import(stringify({ clients, users }), {
      mode: 'replace',
    })
    deepEqual(
      imported.changes.map(({ change, name }) => `${change} ${name}`).toSorted(),
      ['deleted alice', `deleted ${reader.client_id}`, 'deleted my-app'].toSorted(),
    )
    deepEqual((await exported(place)).users, users)
    equal((await tokenRequest(place, chosen, { grant_type: 'client_credentials' })).status, 401)
    const [stored] = (await place.control.tokens.list({ client: 'my-app' })).items
    equal(stored?.state, 'revoked', token.slice(0, 5))
    // A file without clients leaves them, and the lab's own stay anyway.
    await place.control.transfer.import('clients: []', { mode: 'replace' })
    const names = (await place.control.clients.list()).map(({ client_name }) => client_name)
    deepEqual(names.toSorted(byName), ['cli', 'postman', 'spa'])
  })

  test('tells what it would change and changes nothing', async () => {
    const place = await open()
    const before = await place.control.transfer.export()
    const document = stringify({
      codeLifetime: 30,
      users: [{ username: 'carol', password: 'p-of-carol' }],
      clients: [{ client_id: 'new', grant_types: ['client_credentials'] }],
    })
    const tried = await place.control.transfer.import(document, { dryRun: true, mode: 'replace' })
    equal(tried.dryRun, true)
    ok(tried.changes.some(({ name, change }) => name === 'carol' && change === 'created'))
    ok(tried.notes.some(({ name }) => name === 'new'))
    equal(await place.control.transfer.export(), before)
    // The audit log tells who exported and imported, not who tried; and names alone.
    await place.control.transfer.import(document)
    const { items } = await place.control.auditLog.list({ kind: 'change' })
    const told = items.filter(({ operation }) => operation.endsWith('import'))
    equal(told.length, 1)
    match(JSON.stringify(told[0]), /"carol"/)
    doesNotMatch(JSON.stringify(told), /p-of-carol/)
  })

  test('changes some parts alone', async () => {
    const place = await open()
    const document = stringify({ codeLifetime: 30, users: [{ username: 'carol' }] })
    await place.control.transfer.import(document, { only: ['users'] })
    equal((await place.control.config.get()).codeLifetime, 60)
    equal((await place.control.users.list()).length, 4)
  })

  test('is refused whole, with every problem, its line, its path, its value and what was meant', async () => {
    const place = await open()
    const before = await place.control.transfer.export()
    const document = [
      'codeLifetime: 0',
      'signingAlgoritm: RS256',
      'signingAlgorithm: RS255',
      'user: []',
      'users:',
      '  - username: bob',
      '    password: ""',
      '    rolls: [reader]',
      '  - { username: dave, sub: c-0123456789 }',
      'clients:',
      '  - client_id: app',
      '    redirect_uris: [http://app.example/]',
      '  - { client_id: app, grant_types: [client_credentials] }',
      'keys:',
      '  - kid: k',
      '    state: now',
      '    jwk: { kty: RSA }',
    ].join('\n')
    const problems = await problemsOf(place, document)
    const told = problems.map(({ path, line, value }) => [path, line, value] as const)
    deepEqual(told.toSorted(byName), [
      ['clients.0.redirect_uris.0', 12, '"http://app.example/"'],
      ['clients.1.client_id', 13, '"app"'],
      ['codeLifetime', 1, '0'],
      ['keys.0.state', 16, '"now"'],
      ['signingAlgorithm', 3, '"RS255"'],
      ['signingAlgoritm', 2, '"RS256"'],
      ['user', 4, undefined],
      ['users.0.password', 7, undefined],
      ['users.0.rolls', 8, undefined],
      ['users.1.sub', 9, '"c-0123456789"'],
    ])
    const said = (path: string) => problems.find((one) => one.path === path)!.message
    match(said('signingAlgoritm'), /did you mean signingAlgorithm\?/)
    match(said('signingAlgorithm'), /did you mean RS256\?/)
    match(said('user'), /did you mean users\?/)
    match(said('users.0.rolls'), /did you mean roles\?/)
    const [broken] = await problemsOf(place, 'a: [1\nb: 2')
    deepEqual([broken?.path, broken?.line], ['(document)', 2])
    equal(await place.control.transfer.export(), before)
  })

  test('gives a blank sandbox its definition; clients need one', async () => {
    const { control } = await used.sandbox({ blank: true })
    const clients = [{ client_id: 'my-app', grant_types: ['client_credentials'] }]
    const place = { control } as TestPlace
    const [problem] = await problemsOf(place, stringify({ clients }))
    deepEqual([problem?.path, problem?.line], ['clients', 1])
    match(problem!.message, /need a server definition/)
    deepEqual(Object.keys(parse(await control.transfer.export()) as object), [
      'base',
      'clients',
      'users',
      'keys',
      'client',
      'resserver',
    ])
    const { changes } = await control.transfer.import(stringify({ codeLifetime: 30, clients }))
    ok(changes.some(({ name, change }) => name === 'codeLifetime' && change === 'created'))
    equal((await control.config.get()).codeLifetime, 30)
    equal((await control.clients.list()).length, 1)
  })

  test('of a user takes over the sub, but not that of another or of a client', async () => {
    const place = await open()
    const sub = '5d1f0c0e-6f5c-4c5e-9d5f-7a3d8a6b1c11'
    await place.control.transfer.import(stringify({ users: [{ ...alice, sub }] }))
    const { access_token, ...tokens } = await flowTokens(place, chosen, {}, alice)
    const claims = String(tokens['id_token']).split('.')[1]!
    equal((JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub: string }).sub, sub)
    equal((await introspect(place, chosen, access_token))['sub'], sub)
    for (const taken of [sub, 'my-app']) {
      const document = stringify({ users: [{ username: 'bob', sub: taken }] })
      match((await problemsOf(place, document))[0]!.message, /RFC 9700 §4\.15/)
    }
    await rejects(
      place.control.clients.create({ client_id: sub, grant_types: ['client_credentials'] }),
      { status: 409, code: 'exists' },
    )
  })

  test('of a key: it signs, the one before stays published, and another key has another kid', async () => {
    const place = await open()
    const other = await open()
    const machine = await clientToken(other, chosen)
    const text = await place.control.transfer.export({ only: ['keys'], passphrase })
    const kids = ({ keys }: File) =>
      Object.groupBy(keys, ({ state }) => String(state)) as Record<string, { kid: string }[]>
    const file = kids(parse(text) as File)
    const before = kids(await exported(other))
    await other.control.transfer.import(text, { passphrase })
    const now = kids(await exported(other))
    const kidsOf = (keys: { kid: string }[]) => keys.map(({ kid }) => kid).toSorted()
    deepEqual(kidsOf(now['current']!), kidsOf(file['current']!))
    deepEqual(kidsOf(now['retired']!), kidsOf([...before['current']!, ...before['next']!]))
    equal((await introspect(other, chosen, machine))['active'], true)
    const published = (await other.control.keys.list()).keys.map(({ kid }) => kid)
    const { kid } = JSON.parse(Buffer.from(machine.split('.')[0]!, 'base64url').toString()) as {
      kid: string
    }
    ok(published.includes(kid))
    const renamed = parse(await other.control.transfer.export({ only: ['keys'] })) as File
    const [first] = renamed.keys
    const document = stringify({
      keys: [{ ...first, jwk: { ...(first!['jwk'] as object), kty: 'oct' } }],
    })
    match((await problemsOf(other, document))[0]!.message, /must be an RSA key/)
  })

  test('in another sandbox its addresses are those of that sandbox', async () => {
    const place = await open()
    await place.control.config.patch({ resources: { [`${place.base}/api`]: {} } })
    const other = await used.sandbox()
    await other.control.transfer.import(await place.control.transfer.export(), { mode: 'replace' })
    deepEqual(Object.keys((await other.control.config.get()).resources), [`${other.base}/api`])
    const [spa] = await other.control.clients.list({ client_name: 'spa' })
    ok(spa?.redirect_uris?.every((uri) => uri.startsWith(`${other.base}/`)))
    ok(!JSON.stringify(await exported(other)).includes(place.base))
  })
})

const local = embeddedOnly('starts labs of its own')
const folder = mkdtempSync(join(tmpdir(), 'lab-transfer-'))
after(() => rmSync(folder, { recursive: true }))

local.suite('a file of an export', () => {
  local.test('is what a lab starts with, YAML or JSON, its secrets by the passphrase', async () => {
    const place = await open()
    const config = join(folder, 'start.yaml')
    writeFileSync(config, await place.control.transfer.export({ passphrase }))
    {
      await using lab = await startLab({ config, passphrase })
      ok(await clientToken(lab, chosen))
      const tokens = await flowTokens(lab, chosen, {}, alice)
      ok(tokens.access_token)
      const own = await lab.control.clients.list({ self_registered: false })
      deepEqual(own.map(({ client_name }) => client_name).toSorted(byName), [
        'My application',
        'cli',
        'postman',
        'spa',
      ])
    }
    const line = readFileSync(config, 'utf8')
      .split('\n')
      .findIndex((one) => one.startsWith('secrets:'))
    await rejects(startLab({ config }), {
      name: 'ConfigurationError',
      problems: [
        {
          path: `${config}:${line + 1}:1`,
          message: 'secrets: are encrypted: tell the passphrase, or take this member out',
        },
      ],
    })
    // Without secrets, users of one's own have no password to begin with.
    writeFileSync(config, await place.control.transfer.export())
    const error = await startLab({ config }).catch((reason: unknown) => reason)
    match(String(error), /start\.yaml:\d+:\d+: users\.0\.password: must be set/)
  })

  local.test('is written and read by the command line', async () => {
    const data = join(folder, 'data')
    const lab = async (env: Record<string, string>, ...args: string[]) => {
      const command = join(import.meta.dirname, '../../lab')
      return runProgram(command, [...args, '--data', data], { env: { ...process.env, ...env } })
    }
    equal((await lab({}, 'up', '--detach', '--memory', '--port', '0')).code, 0)
    try {
      const file = join(folder, 'cli.yaml')
      const secret = { LAB_PASSPHRASE: passphrase }
      const written = await lab(secret, 'export', file, '--encrypt')
      deepEqual([written.code, written.stderr], [0, ''])
      equal(statSync(file).mode & 0o777, 0o600)
      const only = await lab({}, 'export', '--only', 'users')
      deepEqual(Object.keys(parse(only.stdout) as object), ['base', 'users'])
      const wrong = await lab({}, 'export', '--only', 'user')
      match(wrong.stderr, /--only is some of .* not user; did you mean users\?/)
      equal(wrong.code, 2)
      const refused = await lab({}, 'import', file)
      match(refused.stderr, /Set LAB_PASSPHRASE/)
      const same = await lab(secret, 'import', file, '--replace', '--dry-run')
      match(same.stdout, /would change: 0 changed, \d+ unchanged\n$/)
      writeFileSync(file, 'codeLifetime: 30\nusers:\n  - { username: bob, password: b }\n')
      const tried = await lab({}, 'import', file, '--dry-run')
      match(tried.stdout, /^~ configuration codeLifetime\n\+ users bob\n.* would change: 2 changed/)
      match((await lab({}, 'import', file)).stdout, /\nimported .*: 2 changed, \d+ unchanged\n$/)
      writeFileSync(file, 'codeLifetime: 3000\nuserz: []\n')
      const problems = await lab({}, 'import', file)
      equal(problems.code, 1)
      match(problems.stderr, /cli\.yaml:1:1 codeLifetime: must be at most 600 \(it says 3000\)/)
      match(problems.stderr, /cli\.yaml:2:1 userz: .*did you mean users\?/)
    } finally {
      equal((await lab({}, 'down')).code, 0)
    }
  })
})
