import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { tokenRequest } from '../support/code-flow.ts'
import { initialToken } from '../support/initial-token.ts'
import { redirectUri, register } from '../support/place.ts'
import type { RegisteredClient } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const metadata = { client_name: 'a', redirect_uris: [redirectUri] }

describe('the setting for registration', () => {
  test('off: nobody may register', async () => {
    const place = await used.sandbox()
    await configure(place, { registration: 'off' })
    requireRefused(await register(place, metadata), 'access_denied', { status: 403 })
  })

  test('open: none needs a token, and one that comes must be valid (RFC 7591 §3)', async () => {
    const place = await used.sandbox()
    equal((await register(place, metadata)).status, 201)
    const refused = await register(place, metadata, 'x')
    requireRefused(refused, 'invalid_token', { status: 401, check: 'registration.initial-token' })
    const answer = await register(place, metadata, await initialToken(place))
    equal(answer.status, 201)
  })

  test('initial-token: only with a token that an administrator gave out', async () => {
    const place = await used.sandbox()
    await configure(place, { registration: 'initial-token' })
    const bare = await register(place, metadata)
    equal(bare.status, 401)
    match(bare.headers.get('www-authenticate') ?? '', /^Bearer realm="[^"]+"$/)
    requireRefused(await register(place, metadata, 'x'), 'invalid_token', { status: 401 })
    const token = await initialToken(place, { lifetime: 60 })
    const { status, body } = await register(place, metadata, token)
    equal(status, 201)
    const client = body as unknown as RegisteredClient
    const answer = await tokenRequest(place, client, { grant_type: 'client_credentials' })
    requireRefused(answer, 'unauthorized_client')
    await place.control.clock.set({ forward: 61 })
    requireRefused(await register(place, metadata, token), 'invalid_token', { status: 401 })
  })
})

describe('clients that register themselves', () => {
  const machine = { grant_types: ['client_credentials'] }
  const registerMachine = async (place: TestPlace) =>
    (await register(place, machine)).body as unknown as RegisteredClient
  const askToken = async (place: TestPlace, client: RegisteredClient) =>
    (await tokenRequest(place, client, { grant_type: 'client_credentials' })).status

  test('have a limit; the oldest that was never used makes place', async () => {
    const place = await used.sandbox()
    await configure(place, { selfRegisteredClients: 3 })
    const first = await registerMachine(place)
    equal(await askToken(place, first), 200)
    await place.control.clock.set({ forward: 1 })
    const second = await registerMachine(place)
    await place.control.clock.set({ forward: 1 })
    const [third, fourth] = [await registerMachine(place), await registerMachine(place)]
    equal(await askToken(place, second), 401)
    for (const client of [first, third, fourth]) equal(await askToken(place, client), 200)
    const refused = await register(place, machine)
    requireRefused(refused, 'access_denied', { status: 403, check: 'registration.room' })
  })

  test('keep nobody out for long: who has nothing that lives makes place, who is in use does not', async () => {
    const place = await used.sandbox()
    await configure(place, { selfRegisteredClients: 2 })
    const [flood, honest] = [await registerMachine(place), await registerMachine(place)]
    for (const client of [flood, honest]) equal(await askToken(place, client), 200)
    const refused = await register(place, machine)
    requireRefused(refused, 'access_denied', { status: 403, check: 'registration.room' })
    const { accessTokenLifetime, refreshTokenLifetime } = await place.control.config.get()
    const longest = Math.max(accessTokenLifetime, refreshTokenLifetime)
    await place.control.clock.set({ forward: longest })
    equal(await askToken(place, honest), 200)
    await place.control.clock.set({ forward: 3601 })
    const late = await registerMachine(place)
    equal(await askToken(place, flood), 401)
    for (const client of [honest, late]) equal(await askToken(place, client), 200)
    const own = await place.control.clients.list({ self_registered: false })
    equal(own.length, 3)
  })

  test('do not take the place of the lab’s own by its name', async () => {
    const place = await used.sandbox()
    // The configuration tells the time, too.
    await place.control.clock.set({ freeze: true })
    const spaOf = async () =>
      (await readAnswer(place.trustedFetch(`${place.base}/spa/config.json`))).body
    const before = await spaOf()
    const { status } = await register(place, { ...metadata, client_name: 'spa' })
    equal(status, 201)
    deepEqual(await spaOf(), before)
    const named = await place.control.clients.list({ client_name: 'spa' })
    equal(named.length, 2)
    const own = await place.control.clients.list({ client_name: 'spa', self_registered: false })
    deepEqual(
      own.map(({ client_id }) => client_id),
      [before['client_id']],
    )
  })
})
