import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import { createBrowser } from './support/browser.ts'
import { clientToken } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { openExample, openProgram } from './support/external-program.ts'
import { registerClient } from './support/place.ts'

const { suite, test } = embeddedOnly('it starts labs with roles of its own')
const path = '/resserver/protected-resources/'

suite('what an external program is asked and answers', () => {
  test('is recorded whole, as the role in whose place it stands, by the name that the role would give', async () => {
    await using place = await openExample('resserver', 'resource-server')
    const { lab } = place
    const token = await clientToken(lab, await registerClient(lab))
    const url = `${lab.base}${path}?a=b`
    const answer = await ask(lab, url, { headers: { authorization: `Bearer ${token}` } })
    const [entry] = await entriesOf(lab)
    const { role, external, side, asker, message, id } = entry!._oauth
    assert.deepEqual(
      { role, external, side, asker, message },
      {
        role: 'resserver',
        external: true,
        side: 'served',
        asker: 'program',
        message: 'resource request',
      },
    )
    assert.equal(answer.headers.get('x-request-id'), id)
    assert.equal(entry!.request.url, url)
    assert.equal(headerOf(entry!.request.headers, 'authorization'), `Bearer ${token}`)
    assert.equal(entry!.response.status, 200)
    assert.match(String(headerOf(entry!.response.headers, 'content-type')), /^application\/json/)
    assert.equal(entry!.response.content.text, answer.text)
  })

  test('has the same name without a token, and hides its secrets like every message', async () => {
    await using place = await openExample('resserver', 'resource-server')
    const { lab } = place
    await ask(lab, lab.base + path)
    await ask(lab, lab.base + path, { headers: { authorization: 'Bearer not-a-token' } })
    const entries = await entriesOf(lab, false)
    assert.deepEqual(
      entries.map(({ _oauth, response }) => [_oauth.message, response.status]),
      [
        ['resource request', 401],
        ['resource request', 401],
      ],
    )
    assert.ok(!JSON.stringify(entries).includes('not-a-token'))
  })

  test('joins the flow: the lab’s client at oidc-provider, one entry for both sides of a call', async () => {
    await using place = await openExample('authserver', 'authorization-server')
    const { lab } = place
    const browser = createBrowser(lab.trustedFetch)
    const login = await browser.open(`${lab.base}/client/application/login`)
    const consent = await browser.submit(login, { login: 'nora', password: 'any-password-at-all' })
    await browser.submit(consent, {})
    const { log } = await lab.control.recording.har({ message: 'token request' })
    const [entry, ...others] = log.entries
    assert.equal(others.length, 0)
    const { role, asker, external } = entry!._oauth
    assert.deepEqual([role, asker, external], ['authserver', 'client', true])
    const [flow] = log._oauth.flows
    const { log: whole } = await lab.control.recording.har({ flow: flow!.id })
    const names = whole.entries.map(({ _oauth }) => _oauth.message)
    for (const name of ['authorization request', 'callback', 'token request']) {
      assert.ok(names.includes(name), `${name} in ${names.join(', ')}`)
    }
    const parent = whole.entries.find(({ _oauth }) => _oauth.id === entry!._oauth.parent)
    assert.equal(parent?._oauth.message, 'callback')
  })

  test('is handed traceparent, so that its own calls to the lab are told as made meanwhile', async () => {
    await using place = await openProgram('client', async (request, response) => {
      const { traceparent, tracestate } = request.headers as Record<string, string>
      const headers = { traceparent, tracestate } as Record<string, string>
      const answer = await place.lab.trustedFetch(`${place.lab.issuer}/jwks`, { headers })
      response.end(String(answer.status))
    })
    const { lab } = place
    const trace = '0af7651916cd43dd8448eb211c80319c'
    const traceparent = `00-${trace}-b7ad6b7169203331-01`
    await ask(lab, `${lab.base}/client/application/`, { headers: { traceparent } })
    const { log } = await lab.control.recording.har()
    const asked = log.entries.find(({ _oauth }) => _oauth.external)!
    const made = log.entries.find(({ _oauth }) => _oauth.message === 'key set request')!
    assert.deepEqual([made._oauth.asker, made._oauth.parent], ['client', asked._oauth.id])
    const sent = String(headerOf(made.request.headers, 'traceparent'))
    assert.ok(sent.startsWith(`00-${trace}-`) && sent !== traceparent, sent)
  })

  test('is kept up to 64 KiB of each body, and the rest is counted', async () => {
    const size = 200_000
    await using place = await openProgram('resserver', async (request, response) => {
      let came = 0
      for await (const part of request as AsyncIterable<Buffer>) came += part.length
      response.end('b'.repeat(came))
    })
    const { lab } = place
    const { text } = await ask(lab, lab.base + path, { method: 'POST', body: 'a'.repeat(size) })
    assert.equal(text.length, size)
    const [entry] = await entriesOf(lab)
    const { postData, bodySize } = entry!.request
    assert.deepEqual([postData!.text, bodySize], ['a'.repeat(65_536), size])
    const { content } = entry!.response
    assert.deepEqual([content.text, content.size], ['b'.repeat(65_536), size])
  })

  test('is the program’s to read, whatever its Content-Type says', async () => {
    await using place = await openProgram('resserver', async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
      response.end(`${request.headers['content-type']}: ${Buffer.concat(parts).toString()}`)
    })
    const { lab } = place
    for (const type of ['nonsense', 'a b/c', 'application/json; =']) {
      const headers = { 'content-type': type }
      const { text } = await ask(lab, lab.base + path, { method: 'POST', headers, body: 'body' })
      assert.equal(text, `${type}: body`)
    }
    const [entry] = await entriesOf(lab)
    assert.equal(entry!.request.postData!.text, 'body')
  })

  test('is read without its content coding', async () => {
    await using place = await openProgram('resserver', (_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"a":1}'))
    })
    const { lab } = place
    await ask(lab, lab.base + path)
    const [entry] = await entriesOf(lab)
    assert.equal(entry!.response.content.text, '{"a":1}')
  })

  test('is followed like every message', async () => {
    await using place = await openProgram('client', (_request, response) => void response.end())
    const { lab } = place
    const stopping = new AbortController()
    const filter = { role: 'client', since: '2020-01-01T00:00:00Z' } as const
    const following = lab.control.recording.follow(filter, stopping.signal)
    await ask(lab, `${lab.base}/client/application/`)
    const { value } = await following.next()
    assert.deepEqual([value?._oauth.external, value?._oauth.message], [true, 'application page'])
    stopping.abort()
    assert.equal((await following.next()).done, true)
  })

  test('says why no answer came: no program, one that breaks off, one that breaks off in the middle', async () => {
    await using place = await openProgram('resserver', (request, response) => {
      if (!request.url!.includes('half')) return void request.socket.destroy()
      response.writeHead(200, { 'content-length': '10' })
      response.write('half', () => request.socket.destroy())
      return undefined
    })
    const { lab } = place
    const { status } = await ask(lab, lab.base + path)
    assert.equal(status, 502)
    await assert.rejects(ask(lab, `${lab.base}${path}?half`))
    await place.end()
    assert.equal((await ask(lab, lab.base + path)).status, 502)
    const entries = await entriesOf(lab)
    const told = entries.map(({ _oauth, response }) => [response.status, _oauth.failure ?? ''])
    assert.deepEqual(
      told.map(([first]) => first),
      [502, 200, 502],
    )
    assert.match(String(told[0]![1]), /socket hang up|ECONNRESET/)
    assert.match(String(told[1]![1]), /^the answer broke off: /)
    assert.match(String(told[2]![1]), /ECONNREFUSED/)
  })

  test('is not recorded where the recording is off, or has checks alone', async () => {
    await using place = await openProgram('resserver', (_request, response) => void response.end())
    const { lab } = place
    for (const mode of ['off', 'checks', 'full'] as const) {
      await lab.control.recording.set({ mode })
      await ask(lab, lab.base + path)
      assert.equal((await entriesOf(lab)).length, mode === 'full' ? 1 : 0, mode)
    }
    await lab.control.recording.clear()
    assert.deepEqual(await entriesOf(lab), [])
  })
})

async function entriesOf(lab: Lab, secrets = true) {
  const { log } = await lab.control.recording.har({ secrets })
  return log.entries.filter(({ _oauth }) => _oauth.external)
}

function headerOf(headers: readonly { name: string; value: string }[], wanted: string) {
  return headers.find(({ name }) => name.toLowerCase() === wanted)?.value
}

async function ask({ trustedFetch }: Lab, url: string, init?: RequestInit) {
  const response = await trustedFetch(url, init)
  return { status: response.status, headers: response.headers, text: await response.text() }
}
