import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { clientToken } from './support/code-flow.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const round = ['token request', 'resource request', 'introspection request']
const isOfRound = (message: string | undefined) => round.includes(message ?? '')

/** A token, and a resource that is asked for with it: the resource server asks its issuer meanwhile. */
async function oneRound(place: TestPlace, client: Awaited<ReturnType<typeof registerClient>>) {
  const authorization = `Bearer ${await clientToken(place, client)}`
  const resource = `${place.base}/resserver/protected-resources/`
  const response = await place.trustedFetch(resource, { headers: { authorization } })
  await response.arrayBuffer()
}

test('checks and exchanges of all roles come in the order in which they happened, whatever the clocks say', async () => {
  const place = await used.sandbox()
  const { clock, checks, recording } = place.control
  const client = await registerClient(place)
  await oneRound(place, client)
  await clock.set({ freeze: true })
  await oneRound(place, client)
  await clock.set({ forward: -86_400 })
  await oneRound(place, client)
  await clock.set({ forward: 30 }, 'resserver')
  await oneRound(place, client)
  await clock.set({ at: '2001-01-01T00:00:00Z', run: true })
  await oneRound(place, client)
  const rounds = Array.from({ length: 5 }, () => round).flat()

  const { log } = await recording.har()
  const entries = log.entries.filter(({ _oauth: { message } }) => isOfRound(message))
  deepEqual(
    entries.map(({ _oauth: { message } }) => message),
    rounds,
  )
  const times = log.entries.map(({ _oauth: { startedAt } }) => startedAt)
  ok(times.every((time, at) => at === 0 || time > times[at - 1]!))
  const labTimes = entries.map(({ _oauth: { labTime } }) => labTime)
  ok(labTimes[6]! < labTimes[0]!, 'the clock was moved back')
  equal(labTimes[3], labTimes[4], 'the clock stood')

  const known = new Map(entries.map(({ _oauth: { id, message } }) => [id, message]))
  const checked = (await checks()).filter(({ request }) => known.has(request))
  deepEqual(
    checked.map(({ request }) => known.get(request)),
    rounds,
  )
})

test('what several programs do at the same moment is told in one order, by checks and recording alike', async () => {
  const place = await used.sandbox()
  const client = await registerClient(place)
  await place.control.clock.set({ freeze: true })
  await Promise.all(Array.from({ length: 20 }, () => oneRound(place, client)))
  const { log } = await place.control.recording.har()
  const served = log.entries.filter(({ _oauth: { message } }) => isOfRound(message))
  equal(served.length, 60)
  // The roles' recordings end a moment after their answers; each exchange stands where it began.
  const checks = await place.control.checks()
  const ids = new Set(served.map(({ _oauth: { id } }) => id))
  deepEqual(
    checks.flatMap(({ request }) => (ids.has(request) ? request : [])),
    served.map(({ _oauth: { id } }) => id),
  )
  const placeOf = new Map(served.map(({ _oauth: { id } }, at) => [id, at]))
  for (const { _oauth } of served) {
    if (_oauth.parent !== undefined) ok(placeOf.get(_oauth.parent)! < placeOf.get(_oauth.id)!)
  }
})
