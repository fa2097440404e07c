import { deepEqual, equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import type { MappingTrialAnswer } from '@oauth-lab/kit/admin/mapping-trial-document.ts'
import { createControlToken } from '@oauth-lab/kit/admin/control-token.ts'
import { openResourceServer } from '../testing/open-resource-server.ts'

async function opened(options: Parameters<typeof openResourceServer>[0] = {}) {
  const server = await openResourceServer(options)
  const authorization = `Bearer ${createControlToken('00'.repeat(32), server.origin)}`
  const attempt = async (payload: object) => {
    const url = '/resserver/admin/api/mapping/try'
    const answer = await server.app.inject({
      method: 'POST',
      url,
      headers: { authorization },
      payload,
    })
    const body = answer.json() as MappingTrialAnswer & { problems: { path: string }[] }
    return { status: answer.statusCode, ...body }
  }
  return { ...server, attempt }
}

const failed = ({ checks }: Pick<MappingTrialAnswer, 'checks'>) =>
  checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id)

test('a pasted token tells its local user, and every claim with its source', async () => {
  await using server = await opened()
  const token = await server.authorizationServer.issue({ scope: 'openid my/scope' })
  const { user, why, by, known } = await server.attempt({ token })
  deepEqual(user, {
    username: 'OAuth2u-1',
    roles: ['reader'],
    attributes: { name: 'Dana Developer' },
  })
  deepEqual([why, by], [null, 'configuration'])
  equal(known.claims!['jti'], 'j-1')
  equal(known.introspection!['username'], 'developer')
  equal(known.userInfo!['name'], 'Dana Developer')
})

test('a mapping is tried before it is saved', async () => {
  await using server = await opened()
  const token = await server.authorizationServer.issue({ scope: 'openid my/scope' })
  const { user } = await server.attempt({ token, mapping: { username: 'name' } })
  equal(user!.username, 'Dana Developer')
  const {
    user: none,
    why,
    ...answer
  } = await server.attempt({
    token,
    mapping: { username: 'nickname' },
  })
  equal(none, null)
  match(why!, /No source holds nickname/)
  deepEqual(failed(answer), ['delegation.user-name'])
})

test('why there is no user: a token that does not verify, or that is a client’s own', async () => {
  await using server = await opened()
  const { issue } = server.authorizationServer
  const expired = await server.attempt({ token: await issue({ exp: 1 }) })
  deepEqual([expired.user, failed(expired)], [null, ['token.not-expired']])
  const own = await server.attempt({ token: await issue({ sub: 'c-app' }) })
  deepEqual([own.user, failed(own)], [null, ['delegation.user']])
  const broken = await server.attempt({ token: 'no token' })
  deepEqual([broken.user, failed(broken)], [null, ['bearer.form']])
})

test('pasted claims are mapped without asking anybody', async () => {
  await using server = await opened()
  const { user } = await server.attempt({
    claims: { sub: 'u-7', groups: ['administrator'] },
    userInfo: { sub: 'u-7', preferred_username: 'dana' },
    mapping: { username: 'preferred_username', roles: { claim: 'groups' } },
  })
  deepEqual(user, {
    username: 'dana',
    roles: ['reader', 'administrator'],
    attributes: { preferred_username: 'dana' },
  })
  deepEqual(server.authorizationServer.state.asked, [])
})

test('a hook that is loaded maps, unless a mapping is sent; what it throws is told', async () => {
  await using server = await opened({
    mapUser: (claims) => {
      if (claims?.['name'] === undefined) throw new Error('who is this?')
      return { username: claims['name'] as string, roles: [], attributes: {} }
    },
  })
  const claims = { sub: 'u-7', name: 'Ann' }
  const hooked = await server.attempt({ claims })
  deepEqual([hooked.user!.username, hooked.by, hooked.hook], ['Ann', 'hook', true])
  const mapped = await server.attempt({ claims, mapping: {} })
  deepEqual([mapped.user!.username, mapped.by, mapped.hook], ['OAuth2u-7', 'configuration', true])
  const thrown = await server.attempt({ claims: { sub: 'u-7' } })
  equal(thrown.user, null)
  match(
    thrown.why!,
    /^A hook of this server failed\. mapUser threw Error at mapping-routes\.test\.ts:\d+:\d+\. who is this\?$/,
  )
})

test('a token and claims at once, or neither, are refused', async () => {
  await using server = await opened()
  for (const trial of [{}, { token: 'a', claims: {} }, { userInfo: { sub: 'u-1' } }]) {
    const { status, problems } = await server.attempt(trial)
    equal(status, 400)
    deepEqual(
      problems.map(({ path }) => path),
      ['token'],
    )
  }
})
