import { deepEqual, equal, match, notEqual, ok, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import { decodeClaims } from './support/decode-claims.ts'
import { clientToken } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { refusal } from './support/refusal.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

describe('the handle on a sandbox', () => {
  test('is a lab of its own, and `await using` deletes it at the end of the block', async () => {
    const { lab } = used
    let control: typeof lab.control
    {
      await using sandbox = await lab.control.sandboxes.create()
      control = sandbox.control
      equal(sandbox.issuer, `${sandbox.base}/authserver/oauth2`)
      deepEqual([sandbox.origin, sandbox.ca], [lab.origin, lab.ca])
      const token = await clientToken(sandbox, await registerClient(sandbox))
      equal(decodeClaims(token)['iss'], sandbox.issuer)
      await sandbox.control.users.create({ username: 'guest', password: 'p-guest' })
      await sandbox.reset()
      const names = (await sandbox.control.users.list()).map(({ username }) => username)
      deepEqual(names, ['developer', 'superuser'])
    }
    equal((await refusal(control.users.list())).status, 404)
  })

  test('deletes it once, and forgives who disposes of one that is gone', async () => {
    const sandbox = await used.lab.control.sandboxes.create()
    await sandbox.delete()
    equal((await refusal(sandbox.delete())).status, 404)
    await sandbox[Symbol.asyncDispose]()
  })
})

describe('an error of the control API', () => {
  test('has a message that holds every problem with its path and what to do', async () => {
    const { config } = used.lab.control
    const wrong = { codeLifetime: 601, acessTokenLifetime: 60, registration: 'opne' }
    const error = await refusal(config.put(wrong as never))
    equal(error.problems.length, 3)
    match(error.message, /^The server configuration is not valid\.\n/)
    match(error.message, /\n {2}codeLifetime: must be at most 600(\n|$)/)
    match(error.message, /\n {2}acessTokenLifetime: .*did you mean accessTokenLifetime\?/)
    match(error.message, /\n {2}registration: must be one of .*did you mean open\?/)
  })

  test('of a check that is not there names the nearest one, and does not compile', async () => {
    const { policy } = used.lab.control
    // @ts-expect-error: there is no such check
    const waive = policy.waive('redirect-uri.registred')
    match((await refusal(waive)).message, /did you mean redirect-uri\.registered\?/)
    // @ts-expect-error: a check that protects the tests themselves cannot be waived
    match((await refusal(policy.waive('client.secret'))).message, /cannot be waived/)
    // @ts-expect-error: there is no such role
    equal((await refusal(policy.restore('pkce.required', 'webserver'))).status, 400)
  })

  test('of a message that is not there names the nearest one, and does not compile', async () => {
    const { interventions, checks, recording } = used.lab.control
    const action = { do: { delay: 1 } } as const
    // @ts-expect-error: there is no such message
    const wrong = interventions.create({ ...action, match: { message: 'token requst' } })
    match((await refusal(wrong)).message, /match\.message: .*did you mean token request\?/)
    // @ts-expect-error: there is no such message
    const none = recording.har({ message: 'token requst' })
    match((await refusal(none)).message, /message: .*did you mean token request\?/)
    // @ts-expect-error: there is no such role
    equal((await refusal(checks({ role: 'server' }))).status, 400)
    const [exchange] = await checks()
    // @ts-expect-error: no check has this id
    ok(exchange?.checks.every(({ id }) => id !== 'code.unsed') ?? true)
  })
})

describe('the configuration is changed in parts', () => {
  test('what a merge patch names changes, in maps too, and null brings a default back', async () => {
    await using sandbox = await used.lab.control.sandboxes.create()
    const { config } = sandbox.control
    const before = await config.get()
    const changed = await config.patch({
      accessTokenLifetime: 60,
      supportedScopes: { 'my/other': 'Something else', phone: null },
      resources: { 'https://api.example/': { accessTokenTyp: 'JWT' } },
    })
    const { phone: _gone, ...scopes } = before.supportedScopes
    deepEqual(changed, {
      ...before,
      accessTokenLifetime: 60,
      supportedScopes: { ...scopes, 'my/other': 'Something else' },
      resources: { 'https://api.example/': { accessTokenTyp: 'JWT' } },
    })
    deepEqual(await config.get(), changed)
    const back = await config.patch({
      accessTokenLifetime: null,
      supportedScopes: null,
      resources: { 'https://api.example/': null },
    })
    deepEqual(back, before)
  })

  test('a patch with problems is refused with all of them and nothing changes', async () => {
    await using sandbox = await used.lab.control.sandboxes.create()
    const { config } = sandbox.control
    const before = await config.get()
    const wrong = { codeLifetime: 0, corsOrigins: ['x'], tokens: null }
    const { status, problems } = await refusal(config.patch(wrong))
    equal(status, 400)
    deepEqual(problems.map(({ path }) => path).sort(), ['codeLifetime', 'corsOrigins.0', 'tokens'])
    // Right by itself, and not together with what is there.
    const without = await refusal(config.patch({ supportedScopes: { openid: null } }))
    deepEqual(without.problems, [{ path: 'supportedScopes', message: 'must hold openid' }])
    const types = await refusal(config.patch({ supportedGrantTypes: ['magic'] }))
    deepEqual(
      types.problems.map(({ path }) => path),
      ['supportedGrantTypes.0'],
    )
    for (const document of [null, [], 'x', 7]) {
      equal((await refusal(config.patch(document as never))).status, 400)
    }
    // @ts-expect-error: there is no such setting
    await rejects(config.patch({ acessTokenLifetime: 60 }), ControlError)
    deepEqual(await config.get(), before)
  })

  test('changes at the same moment are all made', async () => {
    await using sandbox = await used.lab.control.sandboxes.create()
    const { config } = sandbox.control
    await Promise.all([
      config.patch({ accessTokenLifetime: 61 }),
      config.patch({ codeLifetime: 31 }),
      config.patch({ supportedScopes: { one: '1' } }),
      config.patch({ supportedScopes: { two: '2' } }),
    ])
    const { accessTokenLifetime, codeLifetime, supportedScopes } = await config.get()
    deepEqual([accessTokenLifetime, codeLifetime], [61, 31])
    deepEqual([supportedScopes['one'], supportedScopes['two']], ['1', '2'])
  })
})

test('keys are rotated: new tokens name another key, and the former one stays published', async () => {
  await using sandbox = await used.lab.control.sandboxes.create()
  const client = await registerClient(sandbox)
  const kidOf = async () => {
    const [header] = (await clientToken(sandbox, client)).split('.')
    return (JSON.parse(Buffer.from(header!, 'base64url').toString()) as { kid: string }).kid
  }
  const kids = ({ keys }: { keys: { kid: string }[] }) => keys.map(({ kid }) => kid)
  const first = await kidOf()
  ok(kids(await sandbox.control.keys.list()).includes(first))
  const published = kids(await sandbox.control.keys.rotate())
  const second = await kidOf()
  notEqual(second, first)
  ok(published.includes(first) && published.includes(second))
})

test('one family of keys is rotated alone; a family that there is not is refused', async () => {
  await using sandbox = await used.lab.control.sandboxes.create()
  const kidsOf = async (crv?: string) =>
    (await sandbox.control.keys.list()).keys
      .filter((key) => key['crv'] === crv)
      .map(({ kid }) => kid)
  const [rsa, [former, next]] = [await kidsOf(), await kidsOf('P-256')]
  await sandbox.control.keys.rotate({ family: 'P-256' })
  deepEqual(await kidsOf(), rsa)
  // The former one signed nothing, so it leaves at once.
  const after = await kidsOf('P-256')
  deepEqual([after[0], after.length, after.includes(former!)], [next, 2, false])
  const refused = await refusal(sandbox.control.keys.rotate({ family: 'P-384' as 'P-256' }))
  equal(refused.status, 400)
  match(refused.message, /family: must be one of RSA, P-256, Ed25519/)
})
