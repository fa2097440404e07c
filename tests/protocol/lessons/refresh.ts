import { equal } from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readTokenRequest, readTokens } from './read-tokens.ts'
import type { Solution } from './solution.ts'

export const refresh: Solution = {
  async solve(learner) {
    const { signIn, press, control, done, missing, trustedFetch, issuer } = learner
    await signIn()
    await control.clock.set({ forward: 7200 }, 'resserver')
    await missing(1, /^The clock of resserver alone was moved\. Move the lab’s clock, so that all/)
    await control.clock.set({ forward: 3600 })
    await press('call')
    await done(1)

    await press('refresh')
    await done(2)

    const { form, authorization } = await readTokenRequest(learner)
    const repeat = () =>
      trustedFetch(`${issuer}/token`, { method: 'POST', body: form, headers: { authorization } })
    equal((await repeat()).status, 400)
    await press('refresh')
    await done(3)

    await signIn()
    const { client_id: client } = await learner.client('simple-web-page')
    const newest = async () => (await control.tokens.list({ client })).items
    const { access_token } = await readTokens(learner)
    const hash = createHash('sha256').update(access_token).digest('base64url')
    const own = (await newest()).find(({ id }) => id.endsWith(hash))
    const made = await control.tokens.create({ client, user: 'developer', scope: 'my/scope' })
    equal(typeof made.token, 'string')
    const other = (await newest()).find(({ id, state }) => id !== own!.id && state === 'live')
    await control.tokens.revoke(other!.id)
    await missing(4, /^You revoked a token of simple-web-page, issued .*\. The page holds another/)
    await control.tokens.revoke(own!.id)
    await press('call')
    await done(4)

    const path = 'resserver/admin/api/configuration'
    const read = await learner.administer('GET', path)
    await learner.administer('PUT', path, { ...read.body, verification: 'jwt' })
    await press('call')
    await missing(5, /^\[I\]\(exchange:.*\) shows the price\. Set the resource server back to JWT/)
    await learner.administer('PUT', path, read.body)
    await press('call')
    await done(5)
  },
  blunders: [],
}
