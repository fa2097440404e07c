import { equal } from 'node:assert/strict'
import { responseOf } from '../support/code-flow.ts'
import type { Learner } from './learner.ts'
import { releaseHeld, untilHeld } from './release-held.ts'
import { openSpa } from './roles.ts'
import type { Solution } from './solution.ts'

const token = '/authserver/oauth2/token'

/** Signs in at the single-page application, as its script does; the code and what redeems it. */
export async function signInAtSpa(learner: Learner) {
  const { browser, base, script } = learner
  const { spa, request, page } = await openSpa(learner)
  let asked = page
  if (asked.text.includes('name="password"')) {
    asked = await browser.submit(
      asked,
      { login: 'developer', password: 'test' },
      { stopAt: `${base}/spa/` },
    )
  }
  if (asked.text.includes('value="allow"')) {
    const scope = ['openid', 'profile', 'my/scope']
    asked = await browser.submit(asked, { scope, answer: 'allow' }, { stopAt: `${base}/spa/` })
  }
  const form = {
    grant_type: 'authorization_code',
    client_id: spa.client_id,
    code: responseOf(asked)['code']!,
    redirect_uri: `${base}/spa/callback.html`,
  }
  const redeem = () =>
    script(`${base}${token}`, {
      method: 'POST',
      body: new URLSearchParams({ ...form, code_verifier: request.verifier }),
    })
  return { form, redeem }
}

export const spa: Solution = {
  async solve(learner) {
    const { post, done, missing, control, browser } = learner
    equal((await (await signInAtSpa(learner)).redeem()).status, 200)
    await done(1)

    const hasty = await signInAtSpa(learner)
    const first = hasty.redeem()
    await releaseHeld(learner)
    await first
    await post(token, hasty.form)
    await missing(
      2,
      /^The application was faster \[D\]\(exchange:.* so your request says `code\.unused` \[C\]/,
    )
    const stolen = await signInAtSpa(learner)
    const own = stolen.redeem()
    await untilHeld(learner)
    equal((await post(token, stolen.form)).status, 400)
    await releaseHeld(learner)
    equal((await own).status, 200)
    await done(2)

    await learner.signIn()
    await done(3)

    const { interventions } = control
    const change = (...names: string[]) =>
      names.map((name) => ({ op: 'remove' as const, path: `/query/${name}` }))
    const half = openSpa(learner)
    const { exchange } = await untilHeld(learner)
    await interventions.release({ exchange, do: { change: change('code_challenge_method') } })
    await half
    await missing(
      4,
      /it counts as `plain`\. The server refused that too \(`pkce\.method-s256`\) \[F\]/,
    )
    const bare = openSpa(learner)
    const held = await untilHeld(learner)
    await interventions.release({
      exchange: held.exchange,
      do: { change: change('code_challenge', 'code_challenge_method') },
    })
    equal(responseOf((await bare).page)['error'], 'invalid_request')
    equal(browser.cookies.size > 0, true)
    await done(4)
  },
  blunders: [
    {
      step: 1,
      hears:
        /^This sign-in \(\[message\]\(exchange:.*\)\) is of `simple-web-page`, which has a secret\. Open `https:.*\/spa\/`\.$/,
      act: (learner) => learner.signIn(),
    },
  ],
}
