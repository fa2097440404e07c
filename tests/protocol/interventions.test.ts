import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { InterventionDocument } from '@oauth-lab/kit/interventions/intervention.ts'
import { authorize, clientToken, redeem, tokenRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'
import { openTestLab } from '../test-lab.ts'

const tokenRequests = { role: 'authserver', message: 'token request' } as const
const credentials = { grant_type: 'client_credentials', scope: 'my/scope' }

/** Resolves when so many messages are held. */
async function untilHeld({ control }: Pick<TestPlace, 'control'>, count: number) {
  for (;;) {
    const held = await control.interventions.held()
    if (held.length >= count) return held
  }
}

describe('an intervention', () => {
  const used = useLab()

  const withClient = async () => {
    const place = await used.sandbox()
    return { place, client: await registerClient(place) }
  }

  test('that holds lets a request go on when it is released, as it was sent', async () => {
    const { place, client } = await withClient()
    const { interventions } = place.control
    const { id } = await interventions.create({ match: tokenRequests, do: { hold: true } })
    const token = clientToken(place, client)
    const [held, ...others] = await untilHeld(place, 1)
    assert.equal(others.length, 0)
    assert.deepEqual(
      { ...held, exchange: '', since: '', until: '' },
      {
        exchange: '',
        intervention: id,
        role: 'authserver',
        at: 'request',
        message: 'token request',
        method: 'POST',
        path: '/authserver/oauth2/token',
        since: '',
        until: '',
      },
    )
    assert.equal(Date.parse(held!.until) - Date.parse(held!.since), 300_000)
    assert.deepEqual(await interventions.release({ exchange: held!.exchange }), { released: 1 })
    assert.ok(await token)
    assert.deepEqual(await interventions.held(), [])
  })
})
