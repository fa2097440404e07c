import { equal } from 'node:assert/strict'
import type { Learner } from './learner.ts'
import { untilHeld } from './release-held.ts'
import type { Solution } from './solution.ts'

const others = ['openid', 'profile', 'email', 'offline_access']

/** Presses Sign in, and lets the question go on with another value. */
export async function signInChanged(
  learner: Learner,
  name: string,
  value: string,
  scopes: string[] = [],
  op: 'replace' | 'add' = 'replace',
) {
  const page = learner.signIn({ scopes })
  const { exchange } = await untilHeld(learner)
  await learner.control.interventions.release({
    exchange,
    do: { change: [{ op, path: `/query/${name}`, value }] },
  })
  return page
}

export const scopes: Solution = {
  async solve(learner) {
    const { control, done, missing, press } = learner
    await learner.signIn({ scopes: others })
    await done(1)
    await press('refresh')
    await missing(2, /^A refresh keeps what was granted \[H\]\(exchange:.*It never adds a scope\./)
    await learner.logOut()
    await learner.signIn()
    await done(2)
    await learner.signIn()
    await missing(3, /^You were signed in already, so no new question was asked\. Press Log out/)
    await learner.logOut()
    await learner.signIn()
    await done(3)
    await learner.logOut()
    const refused = await signInChanged(learner, 'scope', 'openid my/other')
    equal(refused.status, 400)
    await done(4)
    const name = 'my/other'
    await control.config.patch({
      supportedScopes: { [name]: 'Write to the protected resource' },
    })
    await signInChanged(learner, 'scope', `openid ${name}`)
    const { client_id } = await learner.client('simple-web-page')
    const { value } = await control.clients.read(client_id)
    await control.clients.update(client_id, { scope: `${value.scope ?? ''} ${name}`.trim() })
    await signInChanged(learner, 'scope', `openid ${name}`, ['openid', name])
    await done(5)
  },
  blunders: [
    {
      step: 1,
      hears:
        /^Dana allowed all \[B\]\(exchange:.* End the consent of `simple-web-page` under Consents/,
      act: (learner) => learner.signIn(),
    },
  ],
}
