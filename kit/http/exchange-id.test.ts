import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { createRandom } from '../random.ts'
import type { Sandbox } from '../sandbox.ts'
import { exchangeIdOf } from './exchange-id.ts'

const sandboxOf = (seed: string | null) =>
  ({
    random: createRandom(seed),
    cache: new Map(),
    settings: () => ({ seed }),
  }) as unknown as Sandbox

const request = (headers: Record<string, string> = {}) =>
  ({ headers }) as unknown as IncomingMessage
const callBy = (span: string) =>
  request({
    traceparent: `00-${'a'.repeat(32)}-${span}-01`,
    tracestate: 'oauth-lab=client.12345678',
  })
const token = '/authserver/oauth2/token'

test('with a seed exchanges are counted as they come; management between them changes nothing', () => {
  const [one, other] = [sandboxOf('alpha'), sandboxOf('alpha')]
  const first = [1, 2].map(() => exchangeIdOf(request(), token, one))
  const second = [1, 2].map(() => {
    exchangeIdOf(request(), '/authserver/admin/api/users', other)
    return exchangeIdOf(request({ 'x-request-id': 'of-nginx' }), token, other)
  })
  assert.deepEqual(second, first)
  assert.notEqual(first[0], first[1])
})

test("with a seed a role's call is named by its span, in whatever order calls come", () => {
  const spans = ['1'.repeat(16), '2'.repeat(16)]
  const idsOf = (order: string[]) => {
    const sandbox = sandboxOf('alpha')
    return new Map(order.map((span) => [span, exchangeIdOf(callBy(span), token, sandbox)]))
  }
  const [one, other] = [idsOf(spans), idsOf(spans.toReversed())]
  for (const span of spans) assert.equal(one.get(span), other.get(span))
})

test('a call that is sent again is another exchange', () => {
  const sandbox = sandboxOf('alpha')
  const ids = [1, 2, 3].map(() => exchangeIdOf(callBy('1'.repeat(16)), token, sandbox))
  assert.equal(new Set(ids).size, 3)
})

test('without a seed an exchange has the id that the web server gave it', () => {
  const named = request({ 'x-request-id': 'of-nginx' })
  assert.equal(exchangeIdOf(named, token, sandboxOf(null)), 'of-nginx')
  assert.equal(exchangeIdOf(named, token, undefined), 'of-nginx')
})
