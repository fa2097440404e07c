import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { harEntryOf } from '@oauth-lab/kit/recording/har-entry.ts'
import { headersOf } from '@oauth-lab/kit/recording/recorded.ts'
import { unseenLegs } from './unseen-legs.ts'

const base = 'https://lab.example'

/** An answer that leads to an address: it began to leave after 5 ms, and had left after 100. */
function redirectTo(location: string) {
  return harEntryOf('authserver', 'default', {
    instance: 'p1',
    number: 7,
    exchange: {
      side: 'served',
      id: 'e1',
      startedAt: 1000,
      labTime: 0,
      elapsed: 100,
      waited: 5,
      method: 'GET',
      url: `${base}/authserver/oauth2/authorize`,
      requestHeaders: headersOf([]),
      status: 303,
      responseHeaders: headersOf(['location', location]),
      checks: [],
    },
  })
}

suite('a leg of a redirect that no role serves', () => {
  const legsOf = (location: string) =>
    unseenLegs([redirectTo(location)], base, (path) => path.startsWith('/client/'))

  test('begins when the answer did: its reader may be faster than the end of the answer', () => {
    const [leg, ...others] = legsOf('https://app.example/callback?code=c1')
    assert.equal(others.length, 0)
    const { startedAt, parent, number, notSeen } = leg!._oauth
    assert.deepEqual([startedAt, parent, number, notSeen], [1005, 'e1', 7.5, true])
    assert.equal(leg!.request.url, 'https://app.example/callback?code=c1')
  })

  test('is derived for a page that the web server has as a file, and not for what a role serves', () => {
    assert.equal(legsOf(`${base}/spa/?code=c1`).length, 1)
    assert.deepEqual(legsOf(`${base}/client/application/callback?code=c1`), [])
  })
})
