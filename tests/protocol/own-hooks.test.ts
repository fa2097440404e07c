import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { HookModule } from '@oauth-lab/kit/admin/hooks-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { administer } from './support/administer.ts'
import { readAnswer } from './support/answer.ts'
import { flowTokens } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const embedded = embeddedOnly('a lab in containers edits no hooks')
const authserver = 'authserver/admin/api/hooks'
const resserver = 'resserver/admin/api/hooks'

const read = async (place: TestPlace, path = authserver) => {
  const { status, body, headers } = await administer(place, 'GET', path)
  equal(status, 200)
  return { module: body as unknown as HookModule, etag: headers.get('etag')! }
}
const put = (place: TestPlace, text: string, path = authserver, more = {}) =>
  administer(place, 'PUT', path, { text }, more)
const loaded = ({ hooks }: HookModule) =>
  hooks.filter((hook) => hook.loaded).map(({ name }) => name)

describe('hooks where they are not to be edited', () => {
  const used = useLab()

  test('are read: where they come from, what each may do, and why they stay', async () => {
    const place = await used.sandbox()
    const { module } = await read(place)
    deepEqual([module.from, module.file, module.editable], ['lab', null, false])
    deepEqual(loaded(module), ['generateToken'])
    match(module.text, /^export function generateToken/)
    match(module.why!, /--edit-hooks/)
    ok(module.hooks.every(({ runs, may, never }) => runs && may && never))
    deepEqual(
      (await read(place, resserver)).module.hooks.map(({ name }) => name),
      ['mapUser'],
    )
  })

  test('are refused by the check of that name, which the audit log tells', async () => {
    const place = await used.sandbox()
    for (const path of [authserver, resserver]) {
      const { status, body } = await put(place, 'export const generateToken = () => ({})', path)
      equal(status, 403)
      match(String(body['error_description']), /check hooks\.editable/)
      const log = path.replace('hooks', 'audit-log?check=hooks.editable')
      equal((await administer(place, 'GET', log)).body['total'], 1)
    }
  })
})

embedded.test(
  'the file of a lab is loaded again without a reset; a broken one changes nothing',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-hooks-'))
    const file = join(folder, 'hooks.ts')
    const write = (text: string) => writeFileSync(file, text)
    try {
      write('export const generateToken = () => ({})')
      await using lab = await startLab({ hooks: file })
      const place = { ...lab, base: lab.origin }
      const load = () => administer(place, 'POST', `${authserver}/load`)
      const names = async () => {
        const { module } = await read(place)
        deepEqual([module.from, module.file], ['file', file])
        return loaded(module)
      }
      deepEqual(await names(), ['generateToken'])
      write('export const validateClient = () => true')
      deepEqual(await names(), ['generateToken'])
      equal((await load()).status, 200)
      deepEqual(await names(), ['validateClient'])
      match((await read(place)).module.text, /^export const validateClient/)
      write('export const validateClient = 1')
      const { status, body } = await load()
      equal(status, 400)
      match(JSON.stringify(body['problems']), /hooks\.ts: validateClient.*must be a function/)
      deepEqual(await names(), ['validateClient'])
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

embedded.test(
  'what was written elsewhere runs in no lab where hooks are not to be edited',
  async () => {
    await using from = await startLab({ editHooks: true })
    await using to = await startLab()
    const place = { ...from, base: from.origin }
    const told = await put(place, 'export const beforeAuthenticate = () => ({ scopes: ["email"] })')
    equal(told.status, 200)
    await to.control.snapshot.restore(await from.control.snapshot.save())
    const { module } = await read({ ...to, base: to.origin })
    deepEqual([module.from, module.editable], ['lab', false])
    deepEqual(loaded(module), ['generateToken'])
  },
)

describe("a sandbox's own hooks", () => {
  const used = useLab({ editHooks: true })

  const claim = (value: string) => `export function generateToken({ user }) {
  return { accessToken: { sub: 'nobody', groups: user?.username === 'developer' ? ['${value}'] : [] } }
}`
  const claimsOf = async (place: TestPlace) => {
    const client = await registerClient(place)
    const scope = 'openid profile my/scope'
    const tokens = await flowTokens(place, client, { scope }, { username: 'developer' })
    const [, payload = ''] = tokens.access_token.split('.')
    return {
      token: tokens.access_token,
      claims: JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>,
    }
  }

  embedded.test('count from the next request on, in that sandbox alone', async () => {
    const [place, other] = [await used.sandbox(), await used.sandbox()]
    const { status, body } = await put(place, claim('administrator'))
    equal(status, 200)
    equal(body['from'], 'sandbox')
    deepEqual(loaded(body as unknown as HookModule), ['generateToken'])
    const users = await place.control.users.list()
    const { claims } = await claimsOf(place)
    deepEqual(claims['groups'], ['administrator'])
    equal(claims['sub'], users.find(({ username }) => username === 'developer')!.sub)
    equal((await claimsOf(other)).claims['groups'], undefined)
    equal((await read(other)).module.from, 'lab')
    equal((await put(place, claim('another'))).status, 200)
    deepEqual((await claimsOf(place)).claims['groups'], ['another'])
  })

  embedded.test(
    'a module that is wrong is refused with its line, and the former goes on',
    async () => {
      const place = await used.sandbox()
      await put(place, claim('administrator'))
      const wrong: [string, string, number | undefined][] = [
        ['export function generateToken() {\n  return { a: [ 1 }\n}', 'text', 2],
        ["const a = 1\nthrow new Error('on purpose')", 'text', 2],
        ['export const generateToken = 1', 'generateToken', undefined],
        ['export const mapUser = () => ({})', 'mapUser', undefined],
        ['const nothing = 1', 'text', undefined],
      ]
      for (const [text, path, line] of wrong) {
        const { status, body } = await put(place, text)
        equal(status, 400, text)
        const [problem] = body['problems'] as { path: string; line?: number; message: string }[]
        deepEqual([problem!.path, problem!.line], [path, line], JSON.stringify(problem))
      }
      deepEqual((await claimsOf(place)).claims['groups'], ['administrator'])
    },
  )

  embedded.test('begin with the lab’s as text, which does the same as its own', async () => {
    const place = await used.sandbox()
    const { module } = await read(place)
    equal((await put(place, module.text)).status, 200)
    const client = await registerClient(place)
    const scope = 'openid profile my/scope'
    const { id_token } = await flowTokens(place, client, { scope }, { username: 'developer' })
    const [, payload = ''] = String(id_token).split('.')
    const { name } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { name?: string }
    const [user] = (await place.control.users.list()).filter(
      ({ username }) => username === 'developer',
    )
    equal(name, user!.claims['name'])
    ok(name)
  })

  embedded.test('two who edit at once do not overwrite each other', async () => {
    const place = await used.sandbox()
    const { etag } = await read(place)
    const first = await put(place, claim('one'), authserver, { 'if-match': etag })
    equal(first.status, 200)
    notEqual(first.headers.get('etag'), etag)
    equal((await put(place, claim('two'), authserver, { 'if-match': etag })).status, 412)
    match((await read(place)).module.text, /'one'/)
  })

  embedded.test('go by DELETE and by a reset; a snapshot brings them back', async () => {
    const place = await used.sandbox()
    await put(place, claim('administrator'))
    const saved = await place.control.snapshot.save()
    const { body } = await administer(place, 'DELETE', authserver)
    equal(body['from'], 'lab')
    await place.control.snapshot.restore(saved)
    equal((await read(place)).module.from, 'sandbox')
    deepEqual((await claimsOf(place)).claims['groups'], ['administrator'])
    await place.control.reset()
    equal((await read(place)).module.from, 'lab')
  })

  embedded.test('a mapping hook makes the local users of that sandbox', async () => {
    const place = await used.sandbox()
    const call = async (token: string) =>
      readAnswer(
        place.trustedFetch(`${place.base}/resserver/protected-resources-delegated/`, {
          headers: { authorization: `Bearer ${token}` },
        }),
      )
    const { token } = await claimsOf(place)
    match(String((await call(token)).body['serviceUsername']), /^OAuth2/)
    const text = `export function mapUser(claims, introspection, userInfo) {
  return { username: userInfo.preferred_username, roles: ['guest'], attributes: {} }
}`
    equal((await put(place, text, resserver)).status, 200)
    const { body } = await call(token)
    deepEqual(body['serviceRoles'], ['guest'])
    equal(String(body['serviceUsername']).startsWith('OAuth2'), false)
    await put(place, 'export function mapUser() { return null }', resserver)
    const trial = await administer(place, 'POST', 'resserver/admin/api/mapping/try', { token })
    match(
      String(trial.body['why']),
      /mapUser returned what it may not: \(document\) must be an object/,
    )
  })

  embedded.test('a grant type of its own is granted once the definition has it', async () => {
    const place = await used.sandbox()
    const text = `export const grantTypes = {
  'urn:example:badge': () => ({ username: 'developer', scopes: ['my/scope'] }),
}`
    const supported = { supportedGrantTypes: ['authorization_code', 'urn:example:badge'] }
    await rejects(place.control.config.patch(supported))
    equal((await put(place, text)).status, 200)
    const { supportedGrantTypes } = await place.control.config.patch(supported)
    deepEqual(supportedGrantTypes, supported.supportedGrantTypes)
    await place.control.snapshot.restore(await place.control.snapshot.save())
  })

  embedded.test('the audit log tells which hooks there were and are, and no text', async () => {
    const place = await used.sandbox()
    await put(place, `const secret = 'very-secret'\n${claim('x')}`)
    const { body } = await administer(place, 'GET', 'authserver/admin/api/audit-log?search=hooks')
    const [entry] = body['items'] as { who: string; before: object; after: object }[]
    equal(entry!.who, 'superuser')
    deepEqual(entry!.before, { from: 'lab', hooks: ['generateToken'] })
    deepEqual(entry!.after, { from: 'sandbox', hooks: ['generateToken'] })
    equal(JSON.stringify(body).includes('very-secret'), false)
  })
})

embedded.test('a lab that others reach edits no hooks', async () => {
  const passwords = { superuser: 'own-password-1', developer: 'own-password-2' }
  const wrong = { editHooks: true, host: '0.0.0.0', passwords }
  await rejects(startLab(wrong), (error: ConfigurationError) => {
    equal(error.problems[0]?.path, 'editHooks')
    return error instanceof ConfigurationError
  })
})
