import { equal } from 'node:assert/strict'
import { responseOf } from '../support/code-flow.ts'
import { authorizationRequest } from '../support/code-flow.ts'
import { releaseHeld } from './release-held.ts'
import type { Learner } from './learner.ts'
import type { Solution } from './solution.ts'

/** Asks for the single-page application as its script does. */
export async function openSpa({ client, browser, base, issuer, trustedFetch }: Learner) {
  const spa = await client('spa')
  const request = authorizationRequest({ base, issuer, trustedFetch }, spa, {
    redirect_uri: `${base}/spa/callback.html`,
    scope: 'openid profile my/scope',
  })
  return { spa, request, page: await browser.open(request.url, { stopAt: `${base}/spa/` }) }
}

export const roles: Solution = {
  async solve(learner) {
    const { browser, base, done } = learner
    const api = `${base}/resserver/protected-resources/`
    const refused = await browser.open(api)
    equal(refused.status, 401)
    await done(1)
    const [, metadata] = /resource_metadata="([^"]+)"/.exec(
      refused.headers.get('www-authenticate')!,
    )!
    await browser.open(metadata!)
    await browser.open(`${learner.issuer}/.well-known/openid-configuration`)
    await done(2)
    await learner.signIn({ user: 'superuser', password: 'SYS' })
    await learner.missing(
      3,
      /^You signed in as superuser\. This step needs developer\. Log out and/,
    )
    await learner.logOut()
    const consent = await learner.signIn({ answer: 'deny' })
    equal(consent.status, 403)
    await learner.missing(3, /^You pressed Deny \(\[message\]\(exchange:.* got no code \(\[message/)
    await learner.signIn()
    await done(3)
    await learner.logOut()
    const waiting = learner.signIn()
    await releaseHeld(learner)
    await waiting
    await done(4)
    const { page } = await openSpa(learner)
    const denied = await browser.submit(page, { answer: 'deny' }, { stopAt: `${base}/spa/` })
    equal(responseOf(denied)['error'], 'access_denied')
    await done(5)
  },
  blunders: [
    {
      step: 1,
      hears:
        /^Nothing protected stands at that address\. Open the one that ends in `protected-resources\/`\.$/,
      act: ({ browser, base }) => browser.open(`${base}/resserver/`),
    },
    {
      step: 1,
      hears: /`sender` is `program`\. This step wants `browser`/,
      act: ({ call }) => call('/resserver/protected-resources/'),
    },
  ],
}
