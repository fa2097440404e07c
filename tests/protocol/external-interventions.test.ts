import assert from 'node:assert/strict'
import type { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { openProgram } from './support/external-program.ts'

const { suite, test } = embeddedOnly('it starts labs with roles of its own')
const path = '/authserver/oauth2/token'
const match = { role: 'authserver', message: 'token request' } as const
const form = { grant_type: 'client_credentials', scope: 'my/scope' }

suite('an intervention on the messages of an external program', () => {
  test('holds a request until it is released, and tells what is held', async () => {
    await using place = await openTokens()
    const { interventions } = place.lab.control
    await interventions.create({ match, do: { hold: true } })
    const answer = askToken(place.lab)
    let held = await interventions.held()
    while (held.length === 0) held = await interventions.held()
    assert.deepEqual([held[0]!.role, held[0]!.message], ['authserver', 'token request'])
    assert.equal(place.asked(), 0)
    assert.deepEqual(await interventions.release(), { released: 1 })
    assert.equal((await answer).status, 200)
    assert.deepEqual(await interventions.held(), [])
  })

  test('answers in place of the program, which hears nothing', async () => {
    await using place = await openTokens()
    const { control } = place.lab
    const { id } = await control.interventions.create({
      match,
      do: { answer: { status: 429, body: { error: 'slow_down' } } },
    })
    const { status, body } = await askToken(place.lab)
    assert.deepEqual([status, body['error'], place.asked()], [429, 'slow_down', 0])
    const filter = { message: 'token request', secrets: true } as const
    const [entry] = (await control.recording.har(filter)).log.entries
    assert.deepEqual([entry!._oauth.external, entry!.response.status], [true, 429])
    assert.equal(entry!.request.postData!.text, new URLSearchParams(form).toString())
    assert.deepEqual(
      entry!._oauth.interventions!.map((one) => one.id),
      [id],
    )
    assert.equal((await control.interventions.list())[0]!.used, 1)
  })

  test('refuses with an OAuth error, and drops a connection', async () => {
    await using place = await openTokens()
    const { interventions } = place.lab.control
    const { id } = await interventions.create({ match, do: { error: 'invalid_client' } })
    const { status, body } = await askToken(place.lab)
    assert.deepEqual([status, body['error']], [401, 'invalid_client'])
    await interventions.delete(id)
    await interventions.create({ match, do: { drop: 'before' } })
    await assert.rejects(askToken(place.lab), TypeError)
    assert.equal(place.asked(), 0)
  })

  test('changes a request before the program hears it; it is recorded as it came', async () => {
    await using place = await openTokens()
    await set(place.lab, 'request', [
      { op: 'replace', path: '/form/scope', value: 'openid email' },
      { op: 'add', path: '/query/a', value: 'b' },
      { op: 'add', path: '/headers/x-more', value: 'yes' },
    ])
    const { body } = await askToken(place.lab)
    assert.deepEqual(body['heard'], {
      url: `${path}?a=b`,
      form: 'grant_type=client_credentials&scope=openid+email',
      more: 'yes',
    })
    const { log } = await place.lab.control.recording.har({ message: 'token request' })
    assert.match(log.entries[0]!.request.postData!.text, /scope=my%2Fscope/)
  })

  test('changes nothing where the request could not be sent so, and takes its JSON away', async () => {
    await using place = await openTokens()
    await set(place.lab, 'request', [{ op: 'add', path: '/headers/x-more', value: 'a\r\nb: c' }])
    const { body } = await askToken(place.lab)
    assert.deepEqual(body['heard'], { url: path, form: new URLSearchParams(form).toString() })
    const { interventions } = place.lab.control
    await interventions.delete()
    const taken: Change = [{ op: 'remove', path: '/json' }]
    await interventions.create({ match: { path }, do: { change: taken } })
    const response = await place.lab.trustedFetch(place.lab.base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"a":1}',
    })
    const { heard } = (await response.json()) as { heard: { form: string } }
    assert.equal(heard.form, '')
  })

  test('changes a small answer before it leaves; it is recorded as it left', async () => {
    await using place = await openTokens()
    await set(place.lab, 'response', [
      { op: 'replace', path: '/status', value: 201 },
      { op: 'replace', path: '/json/token_type', value: 'mac' },
    ])
    const { status, body } = await askToken(place.lab)
    assert.deepEqual([status, body['token_type']], [201, 'mac'])
    const { log } = await place.lab.control.recording.har({ message: 'token request' })
    assert.equal(log.entries[0]!.response.status, 201)
    assert.match(String(log.entries[0]!.response.content.text), /"mac"/)
  })

  test('lets a large answer flow as it is', async () => {
    await using place = await openTokens('x'.repeat(300_000))
    await set(place.lab, 'response', [{ op: 'replace', path: '/json/token_type', value: 'mac' }])
    const { body } = await askToken(place.lab)
    assert.equal(body['token_type'], 'Bearer')
    assert.equal(String(body['filling']).length, 300_000)
  })

  test('touches only what fits: another message passes, and an unknown one is refused', async () => {
    await using place = await openTokens()
    const { interventions } = place.lab.control
    await interventions.create({ match, do: { answer: { status: 418 } } })
    const { status } = await place.lab.trustedFetch(`${place.lab.base}/authserver/other`)
    assert.equal(status, 200)
    await assert.rejects(
      interventions.create({
        match: { role: 'authserver', message: 'tokenrequest' as never },
        do: { hold: true },
      }),
      ({ problems }: ControlError) => /did you mean token request/.test(problems[0]!.message),
    )
  })
})

/** A lab with a program at the authorization server's place that says what it heard. */
async function openTokens(filling = '') {
  let count = 0
  const place = await openProgram('authserver', async (request, response) => {
    if (request.url!.startsWith(path)) count += 1
    const parts: Buffer[] = []
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part)
    const { url, headers } = request
    const heard = { url, form: Buffer.concat(parts).toString(), more: headers['x-more'] }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ token_type: 'Bearer', heard, filling }))
  })
  return { ...place, asked: () => count }
}

function set({ control }: Lab, at: 'request' | 'response', change: Change) {
  return control.interventions.create({ match, at, do: { change } })
}
type Change = Extract<InterventionDocument['do'], { change: unknown }>['change']

async function askToken({ base, trustedFetch }: Lab) {
  const init = { method: 'POST', body: new URLSearchParams(form) }
  const response = await trustedFetch(base + path, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}
