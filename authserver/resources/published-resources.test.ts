import { equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from '../exchange.ts'
import { isPublished } from './published-resources.ts'

const base = 'https://lab.example'
const served = `${base}/resserver/protected/`

/** A resource server that serves one resource; it can be broken. */
function beside() {
  const state = { asked: 0, status: 0, serves: [served] }
  const fetch = (input: string): Promise<Response> => {
    state.asked += 1
    if (state.status !== 0) return Promise.resolve(new Response('', { status: state.status }))
    const resource = input.replace('/.well-known/oauth-protected-resource', '')
    const metadata = { resource, authorization_servers: [`${base}/authserver/oauth2`] }
    return Promise.resolve(
      state.serves.includes(resource) ? Response.json(metadata) : new Response('', { status: 404 }),
    )
  }
  const sandbox = { base, origin: base, cache: new Map() }
  return { state, exchange: { server: { fetch }, sandbox } as unknown as Exchange }
}

test('a resource that is served is asked for once, and what stands elsewhere never', async () => {
  const { state, exchange } = beside()
  for (let i = 0; i < 3; i++) equal(await isPublished(exchange, served), true)
  equal(state.asked, 1)
  equal(await isPublished(exchange, 'https://evil.example/resserver/protected/'), false)
  equal(await isPublished(exchange, `${base}/resserver`), false)
  equal(state.asked, 1)
})

test('one that is not served is asked for again after five seconds, and then found', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { state, exchange } = beside()
  const late = `${base}/resserver/late/`
  for (let i = 0; i < 3; i++) equal(await isPublished(exchange, late), false)
  equal(state.asked, 1)
  state.serves.push(late)
  t.mock.timers.tick(4999)
  equal(await isPublished(exchange, late), false)
  t.mock.timers.tick(1)
  equal(await isPublished(exchange, late), true)
  equal(state.asked, 2)
})

test('a resource server that fails gave no answer: it is asked again at once', async () => {
  const { state, exchange } = beside()
  state.status = 502
  equal(await isPublished(exchange, served), false)
  state.status = 0
  equal(await isPublished(exchange, served), true)
})

test('a hundred answers are kept; the oldest makes place', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const { state, exchange } = beside()
  const nth = (n: number) => `${base}/resserver/${n}/`
  for (let n = 0; n <= 100; n++) await isPublished(exchange, nth(n))
  equal(state.asked, 101)
  await isPublished(exchange, nth(100))
  equal(state.asked, 101)
  await isPublished(exchange, nth(0))
  equal(state.asked, 102)
})
