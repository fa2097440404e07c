import assert from 'node:assert/strict'
import { test } from 'node:test'
import { introspect, tokenRequest } from './support/code-flow.ts'
import { configure, useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const many = 200

test('many sandboxes at once all answer, each for itself, and leave nothing behind', async () => {
  const { control, trustedFetch } = used.lab
  const places = await inGroups(Array.from({ length: many }), () => used.sandbox())
  assert.equal(new Set(places.map(({ issuer }) => issuer)).size, many)
  const ids = places.map(idOf)
  assert.deepEqual(await listed(ids), ids)

  // Every sandbox has a client of this name, and each has a secret of its own.
  const tokens = await inGroups(places, tokenOf)
  assert.equal(new Set(tokens).size, many)
  const answers = await inGroups(places, async (place, at) => {
    const own = await introspect(place, clientOf(place), tokens[at])
    const next = await introspect(place, clientOf(place), tokens[(at + 1) % many])
    return [own['active'], own['iss'] === place.issuer, next['active']]
  })
  assert.ok(answers.every((answer) => answer.join() === 'true,true,false'))
  const elsewhere = clientOf(places[1]!)
  const { status } = await tokenRequest(places[0]!, elsewhere, { grant_type: 'client_credentials' })
  assert.equal(status, 401)

  await inGroups(ids, (id) => control.sandboxes.delete(id))
  assert.deepEqual(await listed(ids), [])
  const gone = await inGroups(places, async ({ issuer }) => {
    const answer = await trustedFetch(`${issuer}/.well-known/openid-configuration`)
    await answer.text()
    return answer.status
  })
  assert.deepEqual(gone, Array(many).fill(404))
})

function idOf({ base }: TestPlace): string {
  return base.split('~')[1]!
}

/** Those of these that the lab lists. */
async function listed(ids: string[]): Promise<string[]> {
  const all = new Set((await used.lab.control.sandboxes.list()).map(({ id }) => id))
  return ids.filter((id) => all.has(id))
}

/** An opaque token: no sandbox has to make keys for it, which is what takes the time. */
async function tokenOf(place: TestPlace): Promise<string> {
  await configure(place, { accessTokenFormat: 'opaque' })
  await place.control.clients.create({
    ...clientOf(place),
    redirect_uris: ['https://application.example/callback'],
    grant_types: ['client_credentials'],
  })
  const { body } = await tokenRequest(place, clientOf(place), { grant_type: 'client_credentials' })
  return String(body['access_token'])
}

/** The name is the same everywhere, the secret is not. */
function clientOf(place: TestPlace) {
  return { client_id: 'same-name', client_secret: `secret-${idOf(place)}` }
}

/** Some at a time, as parallel tests do. */
async function inGroups<T, R>(all: readonly T[], work: (one: T, at: number) => Promise<R>) {
  const results: R[] = []
  while (results.length < all.length) {
    const from = results.length
    const group = all.slice(from, from + 20)
    results.push(...(await Promise.all(group.map((one, at) => work(one, from + at)))))
  }
  return results
}
