import { deepEqual, equal, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { decodeProtectedHeader } from 'jose'
import { clientToken, introspect } from '../support/code-flow.ts'
import { registerClient } from '../support/place.ts'
import { refusal } from '../support/refusal.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

async function kidsOf({ issuer, trustedFetch }: TestPlace): Promise<string[]> {
  const response = await trustedFetch(`${issuer}/jwks`)
  const { keys } = (await response.json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

const kidOf = (token: string) => String(decodeProtectedHeader(token).kid)

describe('the lifetime of a signing key (OpenID Connect Core §10.1.1)', () => {
  test('ends with a key that was published all the time, and what the old one signed stays good', async () => {
    const place = await used.sandbox()
    await configure(place, { signingKeyLifetime: 3600, accessTokenLifetime: 7200 })
    const client = await registerClient(place)
    const first = await clientToken(place, client)
    const published = await kidsOf(place)
    await place.control.clock.set({ forward: 3590 })
    equal(kidOf(await clientToken(place, client)), kidOf(first))
    await place.control.clock.set({ forward: 11 })
    const tokens = await Promise.all(Array.from({ length: 8 }, () => clientToken(place, client)))
    const kids = [...new Set(tokens.map(kidOf))]
    equal(kids.length, 1)
    notEqual(kids[0], kidOf(first))
    ok(published.includes(kids[0]!))
    for (const token of [first, tokens[0]!]) {
      const response = await place.trustedFetch(`${place.base}/resserver/protected-resources/`, {
        headers: { authorization: `Bearer ${token}` },
      })
      equal(response.status, 200)
    }
    equal((await introspect(place, client, first))['active'], true)
    const now = await kidsOf(place)
    deepEqual(
      published.filter((kid) => !now.includes(kid)),
      [],
    )
    equal(now.length, published.length + 1)
  })

  test('has no end unless the configuration says one, and none below a minute', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const first = await clientToken(place, client)
    await place.control.clock.set({ forward: 30 * 24 * 3600 })
    equal(kidOf(await clientToken(place, client)), kidOf(first))
    const { problems } = await refusal(configure(place, { signingKeyLifetime: 59 }))
    deepEqual(
      problems.map(({ path }) => path),
      ['signingKeyLifetime'],
    )
  })
})
