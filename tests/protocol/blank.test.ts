import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { useLab } from './support/use-lab.ts'

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
  for (const part of [`${base}/authserver/admin/`, `${base}/spa/callback.html`]) {
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
