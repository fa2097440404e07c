import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { administer } from './support/administer.ts'
import { createBrowser } from './support/browser.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { signInAt } from './support/sign-in-at.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

const peopleOf = async ({ users }: ControlClient) =>
  (await users.list()).map(({ username }) => username)

async function assertBlank(control: ControlClient): Promise<void> {
  assert.deepEqual(await peopleOf(control), ['developer', 'superuser'])
  assert.deepEqual(await control.clients.list(), [])
}

test('a blank sandbox has users and no clients, after reset too', async () => {
  const { control } = await used.sandbox({ blank: true })
  await assertBlank(control)
  await control.users.create({ username: 'added', password: 'p-added' })
  await control.reset()
  await assertBlank(control)
})

test('a blank sandbox tells browsers and the single-page application what to create', async () => {
  const { base, trustedFetch } = await used.sandbox({ blank: true })
  const config = await trustedFetch(`${base}/spa/config.json`)
  assert.equal(config.status, 404)
  const { error_description } = (await config.json()) as { error_description: string }
  for (const part of [`${base}/authserver/admin/`, `${base}/client/admin/`]) {
    assert.ok(error_description.includes(part))
  }
  const start = await (await trustedFetch(`${base}/`)).text()
  const { pathname } = new URL(base)
  assert.ok(start.includes(`<li><a href="${pathname}/authserver/admin/">`))
})

test('a lab whose definition was deleted says so on its start page', async () => {
  const { base, trustedFetch, control } = await used.sandbox()
  const links = async () =>
    (await (await trustedFetch(`${base}/`)).text()).includes('Create the server definition')
  assert.equal(await links(), false)
  await control.config.delete()
  assert.equal(await links(), true)
})

test('the list of sandboxes tells which are blank', async () => {
  const { control, base } = await used.sandbox({ blank: true })
  const full = await used.sandbox()
  const list = await control.sandboxes.list()
  const blank = (of: string) => list.find((one) => one.base === of)?.blank
  assert.equal(blank(base), true)
  assert.equal(blank(full.base), false)
})

test('a snapshot of a blank sandbox makes another one blank, which it stays', async () => {
  const [{ control: blank }, full] = [await used.sandbox({ blank: true }), await used.sandbox()]
  const former = await full.control.snapshot.save()
  await full.control.snapshot.restore(await blank.snapshot.save())
  await assertBlank(full.control)
  await full.control.reset()
  await assertBlank(full.control)
  await full.control.snapshot.restore(former)
  assert.equal((await full.control.clients.list()).length, 3)
})

/** Asks a management API for what makes something, and returns its id. */
async function create(place: TestPlace, method: string, path: string, document: object) {
  const { status, body } = await administer(place, method, path, document)
  assert.ok(status < 300, `${method} ${path}: ${status} ${JSON.stringify(body)}`)
  return String(body['id'])
}

/** The roles of which the start page says that they are still to be set up. */
async function missingParts({ base, trustedFetch }: TestPlace): Promise<string[]> {
  const text = await (await trustedFetch(`${base}/`)).text()
  const section = /<section class="first"[^]*?<\/section>/.exec(text)![0]
  const links = section.matchAll(/href="[^"]*\/(authserver|client|resserver)\/admin\/"/g)
  return [...links].map(([, role]) => role!)
}

test('a blank sandbox is set up by hand, one instance after the other, and then works', async () => {
  const place = await used.sandbox({ blank: true })
  const { issuer, control } = place
  assert.deepEqual(await missingParts(place), ['authserver', 'client', 'resserver'])
  await control.config.put({}, { ifNoneMatch: '*' })
  assert.deepEqual(await missingParts(place), ['client', 'resserver'])

  const client = 'client/admin/api'
  const server = await create(place, 'POST', `${client}/server-definitions`, { issuer })
  const names = { name: 'client-app', clientName: 'client-name', server }
  const web = await create(place, 'POST', `${client}/client-configurations`, names)
  await create(place, 'POST', `${client}/client-configurations/${web}/registration`, {})
  await create(place, 'PUT', `${client}/applications/web`, { configuration: web })
  assert.deepEqual(await missingParts(place), ['resserver'])

  const page = await signInAt(place)
  assert.match(page.text, /<h1>Signed in as Dana Developer</)
  assert.equal(resourceStatuses(page)[0], '503')

  const resserver = 'resserver/admin/api'
  const serverDefinition = await create(place, 'POST', `${resserver}/server-definitions`, {
    issuer,
  })
  await create(place, 'PUT', `${resserver}/configuration`, { serverDefinition })
  assert.deepEqual(await missingParts(place), [])
  const again = await signInAt(place, createBrowser(place.trustedFetch))
  // The third is for people with a role, as in every lab.
  assert.deepEqual(resourceStatuses(again), ['200', '200', '403'])

  await control.reset()
  assert.deepEqual(await missingParts(place), ['authserver', 'client', 'resserver'])
})

test('the single-page application works with the client configuration that was chosen for it', async () => {
  const [place, other] = [await used.sandbox({ blank: true }), await used.sandbox()]
  const { issuer } = other
  const readConfig = async () => {
    const response = await place.trustedFetch(`${place.base}/spa/config.json`)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }
  const client = 'client/admin/api'
  const server = await create(place, 'POST', `${client}/server-definitions`, { issuer })
  const id = await create(place, 'POST', `${client}/client-configurations`, {
    name: 'single page',
    clientName: 'my-spa',
    server,
    type: 'public',
    grantTypes: ['authorization_code', 'refresh_token'],
    scope: 'openid my/scope',
  })
  await create(place, 'PUT', `${client}/applications/spa`, { configuration: id })
  const early = await readConfig()
  assert.equal(early.status, 404)
  assert.match(String(early.body['error_description']), /not registered yet.*\/client\/admin\/\.$/)

  await create(place, 'POST', `${client}/client-configurations/${id}/registration`, {})
  const { status, body } = await readConfig()
  assert.equal(status, 200)
  const [registered] = await other.control.clients.list({ client_name: 'my-spa' })
  assert.deepEqual(
    [body['issuer'], body['client_id'], body['scope'], body['resource'], body['external']],
    [issuer, registered!.client_id, 'openid my/scope', undefined, true],
  )
})
