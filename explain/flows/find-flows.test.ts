import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { HarEntry } from '../har/har.ts'
import { readRecording } from '../recording/recording.ts'
import { app, codeFlow, issuer } from '../testing/code-flow.ts'
import { harEntry } from '../testing/har-entry.ts'
import { findFlows } from './find-flows.ts'

/** Flows by the urls of their exchanges' paths, with the entry's own place in the given list. */
function flowsOf(entries: HarEntry[]) {
  return findFlows(readRecording(entries))
}

function interleaved(...flows: HarEntry[][]): HarEntry[] {
  const longest = Math.max(...flows.map(({ length }) => length))
  return Array.from({ length: longest }, (_, i) => flows.flatMap((flow) => flow[i] ?? [])).flat()
}

const session = 'session=abcdefghijklmnop'

suite('flows', () => {
  test('a code flow is one, from the authorization request to the resource request', () => {
    assert.deepEqual(flowsOf(codeFlow()), [
      { id: 'flow-1', name: 'Authorization code with PKCE', client: 'web', entries: [0, 1, 2, 3] },
    ])
  })

  test('interleaved flows of several clients and tabs are told apart', () => {
    const names = ['one', 'two', 'three']
    const entries = interleaved(
      ...names.map((name, i) => codeFlow({ name, after: i, clientId: `client-${i % 2}` })),
    )
    assert.deepEqual(
      flowsOf(entries).map(({ client, entries: places }) => [client, places]),
      [
        ['client-0', [0, 3, 6, 9]],
        ['client-1', [1, 4, 7, 10]],
        ['client-0', [2, 5, 8, 11]],
      ],
    )
  })

  test('two flows that share a session stay two', () => {
    const headers = { cookie: session }
    const signedIn = { authorization: { headers }, callback: { headers } }
    const entries = [
      ...codeFlow({ ...signedIn, name: 'one' }),
      ...codeFlow({ ...signedIn, name: 'two', after: 60 }),
    ]
    assert.deepEqual(
      flowsOf(entries).map(({ entries: places }) => places),
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
      ],
    )
  })

  test('a page without any value belongs to the newest flow of its session', () => {
    const page = harEntry({
      url: `${app}/client/application/`,
      after: 200,
      headers: { cookie: session },
    })
    const entries = [...codeFlow({ name: 'one' }), ...codeFlow({ name: 'two', after: 60 }), page]
    assert.deepEqual(flowsOf(entries)[1]!.entries, [4, 5, 6, 7, 8])
  })

  test('a refresh and the log-out go on with the flow that brought their tokens', () => {
    const [authorization, callback, token, resource] = codeFlow()
    const { id_token: hint } = JSON.parse(token!.response!.content!.text!) as { id_token: string }
    const refreshed = harEntry({
      url: `${issuer}/token`,
      after: 100,
      form: { grant_type: 'refresh_token', refresh_token: 'refresh-one-0123456789' },
      json: { access_token: 'next', refresh_token: 'next-refresh' },
    })
    const again = harEntry({
      url: 'https://api.example/',
      after: 101,
      headers: { authorization: 'Bearer next' },
    })
    const logout = harEntry({
      url: `${issuer}/logout?id_token_hint=${hint}&post_logout_redirect_uri=${app}`,
      after: 102,
    })
    const other = codeFlow({ name: 'two', after: 50 })
    const entries = [
      authorization!,
      callback!,
      token!,
      resource!,
      ...other,
      refreshed,
      again,
      logout,
    ]
    assert.deepEqual(
      flowsOf(entries).map(({ entries: places }) => places),
      [
        [0, 1, 2, 3, 8, 9, 10],
        [4, 5, 6, 7],
      ],
    )
  })

  test('sign-in pages belong to the flow whose interaction they show', () => {
    const walk = (name: string, after: number) => {
      const [authorization, callback, ...rest] = codeFlow({ name, after })
      const answer = authorization!.response!.headers!
      const page = `${issuer}/interaction/${name}-0123456789`
      authorization!.response!.headers = [{ name: 'location', value: page }]
      return [
        authorization!,
        harEntry({ url: page, after: after + 1, html: '<form>' }),
        { ...harEntry({ url: `${page}/login`, after: after + 2, form: { password: 'x' } }) },
        {
          ...harEntry({
            url: `${page}/consent`,
            after: after + 3,
            form: { answer: 'allow' },
            status: 303,
          }),
          response: { status: 303, headers: answer },
        },
        callback!,
        ...rest,
      ]
    }
    const entries = interleaved(walk('one', 0), walk('two', 0.5))
    assert.deepEqual(
      flowsOf(entries).map(({ entries: places }) => places),
      [
        [0, 2, 4, 6, 8, 10, 12],
        [1, 3, 5, 7, 9, 11, 13],
      ],
    )
  })

  test('what a role asked while it served an exchange belongs to it', () => {
    const lab = (id: string, role: string, message: string, parent?: string) => ({
      id,
      role,
      message,
      ...(parent && { parent }),
    })
    const resource = harEntry({
      url: 'https://lab.example/resserver/protected-resources/',
      lab: lab('a', 'resserver', 'resource request'),
      headers: { authorization: 'Bearer t' },
    })
    const keys = harEntry({
      url: 'https://lab.example/authserver/oauth2/jwks',
      after: 1,
      lab: lab('b', 'resserver', 'key set request', 'a'),
    })
    const unrelated = harEntry({
      url: 'https://lab.example/authserver/oauth2/jwks',
      after: 2,
      lab: lab('c', 'client', 'key set request'),
    })
    assert.deepEqual(flowsOf([resource, keys, unrelated]), [
      { id: 'a', name: 'Resource request', entries: [0, 1] },
    ])
  })

  test('the values that a recorder tells are as good as those in the message', () => {
    const lab = (id: string, state: string) => ({
      id,
      role: 'client',
      message: 'callback',
      keys: { state: [state], session: 'same', client: 'web' },
    })
    const entries = ['x', 'y', 'x'].map((state, i) =>
      harEntry({ url: `${app}/`, after: i, lab: lab(`e${i}`, state) }),
    )
    assert.deepEqual(
      flowsOf(entries).map(({ entries: places, client }) => [places, client]),
      [
        [[0, 2], 'web'],
        [[1], 'web'],
      ],
    )
  })

  test('a machine’s token and all calls with it are one flow; a preflight belongs to its request', () => {
    const entries = [
      harEntry({
        url: `${issuer}/token`,
        form: { grant_type: 'client_credentials', client_id: 'm' },
        json: { access_token: 'machine' },
      }),
      harEntry({
        method: 'OPTIONS',
        url: 'https://api.example/',
        after: 1,
        headers: { 'access-control-request-method': 'GET' },
      }),
      ...[2, 3].map((after) =>
        harEntry({
          url: 'https://api.example/',
          after,
          headers: { authorization: 'Bearer machine' },
        }),
      ),
    ]
    assert.deepEqual(flowsOf(entries), [
      { id: 'flow-1', name: 'Client credentials', client: 'm', entries: [0, 1, 2, 3] },
    ])
  })

  test('a token whose response lost its body belongs to the newest such response for its client', () => {
    const lost = { token: { json: undefined } }
    const entries = [
      ...codeFlow({ name: 'one', ...lost }),
      ...codeFlow({ name: 'two', after: 60, clientId: 'other', ...lost }),
      ...codeFlow({ name: 'three', after: 120, clientId: 'other', ...lost }),
    ]
    assert.deepEqual(
      flowsOf(entries).map(({ entries: places }) => places),
      [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
      ],
    )
  })

  test('what is no message is in no flow', () => {
    assert.deepEqual(flowsOf([harEntry({ url: `${app}/shop?code=summer` })]), [])
  })
})
