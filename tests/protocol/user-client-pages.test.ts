import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { administer } from './support/administer.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()

test('users are read page by page and searched by name, subject and claims', async () => {
  const { control } = await used.sandbox()
  const claims = { email: 'ada@lab.example' }
  await control.users.create({ username: 'ada', password: 'ada', claims })
  const first = await control.users.page({ size: 2 })
  deepEqual([first.total, first.page, first.size], [3, 1, 2])
  const names = async (question: Parameters<typeof control.users.page>[0]) =>
    (await control.users.page(question)).items.map(({ username }) => username)
  deepEqual(await names({}), ['ada', 'developer', 'superuser'])
  deepEqual(await names({ order: 'desc', size: 2, page: 2 }), ['ada'])
  deepEqual(await names({ search: 'ADA@lab' }), ['ada'])
  deepEqual(await names({ search: (await control.users.read('ada')).value.sub }), ['ada'])
  deepEqual(await names({ search: 'password' }), [])
})

test('clients are read page by page and searched, and no secret is searched', async () => {
  const { control } = await used.sandbox()
  const mine = { client_id: 'mine', client_secret: 'only-in-the-secret', client_name: 'My own' }
  await control.clients.create({ ...mine, grant_types: ['client_credentials'] })
  const all = await control.clients.list()
  const { total, items } = await control.clients.page({ size: 500, sort: 'client_id' })
  equal(total, all.length)
  deepEqual(items, all)
  const ids = async (question: Parameters<typeof control.clients.page>[0]) =>
    (await control.clients.page(question)).items.map(({ client_id }) => client_id)
  deepEqual(await ids({ search: 'MY OWN' }), ['mine'])
  deepEqual(await ids({ search: 'only-in-the-secret' }), [])
  const second = await control.clients.page({ size: 1, page: 2 })
  deepEqual([second.items[0]?.client_id, second.total], [all[1]?.client_id, all.length])
})

test('without a word of paging both are arrays of all, and a wrong page is named', async () => {
  const place = await used.sandbox()
  for (const list of ['users', 'clients']) {
    const api = `authserver/admin/api/${list}`
    ok(Array.isArray((await administer(place, 'GET', api)).body))
    const { status, body } = await administer(place, 'GET', `${api}?page=0&size=501&sort=age`)
    equal(status, 400)
    const paths = (body['problems'] as { path: string }[]).map(({ path }) => path)
    deepEqual(paths.toSorted(), ['page', 'size', 'sort'])
  }
})
