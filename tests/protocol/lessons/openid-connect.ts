import { equal } from 'node:assert/strict'
import { readTokens } from './read-tokens.ts'
import { releaseHeld } from './release-held.ts'
import { signInChanged } from './scopes.ts'
import type { Solution } from './solution.ts'

const api = '/resserver/protected-resources/'
const without = ['openid', 'profile', 'offline_access', 'my/scope']

export const openidConnect: Solution = {
  async solve(learner) {
    const { signIn, logOut, call, done, missing } = learner
    await signIn({ scopes: without })
    await done(1)

    await logOut()
    await signInChanged(learner, 'state', 'another', without)
    await missing(
      2,
      /^The client refused at once \(`state\.known`\), before any token request \[E\]/,
    )
    const refused = await signInChanged(learner, 'nonce', 'another', without)
    equal(refused.status, 502)
    await done(2)

    await signIn({ scopes: without })
    await missing(
      3,
      /^The new token does not hold `email` either \[G\]\(exchange:.* and tick it\.$/,
    )
    await logOut()
    await signIn()
    await done(3)

    const { access_token, id_token } = await readTokens(learner)
    await call(api, access_token)
    await missing(
      4,
      /^That was the access token, and it was let in \[H\]\(exchange:.*under ID token/,
    )
    equal((await call(api, id_token)).status, 401)
    await done(4)

    await logOut()
    const signedIn = signIn()
    await releaseHeld(learner)
    await signedIn
    const none = () => signInChanged(learner, 'prompt', 'none', undefined, 'add')
    await none()
    await missing(5, /^Seen: \[I\]\(exchange:.*Not seen yet: the same when nobody is signed in\./)
    await logOut()
    await none()
    await done(5)
  },
  blunders: [
    {
      step: 1,
      hears: /^Dana allowed `email` \[B\]\(exchange:.*, and step 3 needs it missing\./,
      act: (learner) => learner.signIn(),
    },
  ],
}
