import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call } from './call.ts'

const answering = (respond: () => Promise<Response>) => {
  const sent: { url: string; authorization: string | null }[] = []
  const fetch = (url: string, init: RequestInit) => {
    sent.push({ url, authorization: new Headers(init.headers).get('authorization') })
    return respond()
  }
  return { sent, fetch }
}

const api = 'https://localhost:8443/resserver/protected-resources/'

test('a call sends the token as Bearer and keeps the JSON of the answer', async () => {
  const { sent, fetch } = answering(async () => Response.json({ message: 'Hello' }))
  const answer = await call(api, 't-1', fetch)
  assert.deepEqual(sent, [{ url: api, authorization: 'Bearer t-1' }])
  assert.equal(answer?.status, 200)
  assert.equal(answer?.body, '{"message":"Hello"}')
})

test('the error of a refusal is read from its challenge', async () => {
  const challenge =
    'Bearer realm="r", error="invalid_token", error_description="It has \\"ended\\"."'
  const { fetch } = answering(
    async () => new Response('', { status: 401, headers: { 'www-authenticate': challenge } }),
  )
  const answer = await call(api, 't-1', fetch)
  assert.equal(answer?.error, 'invalid_token')
  assert.equal(answer?.description, 'It has "ended".')
  assert.equal(answer?.challenge, challenge)
})

test('the error of a refusal without a challenge is read from its body', async () => {
  const body = { error: 'temporarily_unavailable', error_description: 'Later' }
  const { fetch } = answering(async () => Response.json(body, { status: 503 }))
  const answer = await call(api, 't-1', fetch)
  assert.deepEqual([answer?.error, answer?.description], ['temporarily_unavailable', 'Later'])
})

test('no answer is none, and is not thrown', async () => {
  const { fetch } = answering(() => Promise.reject(new TypeError('Failed to fetch')))
  const answer = await call(api, 't-1', fetch)
  assert.equal(answer, undefined)
})
