import { equal } from 'node:assert/strict'
import type { Learner } from './learner.ts'
import { releaseHeld } from './release-held.ts'
import type { Solution } from './solution.ts'

/** A document that a management API takes, or refuses. */
async function send(learner: Learner, method: string, path: string, document?: object) {
  const { status, body } = await learner.administer(method, path, document)
  return { status, id: String(body['id']), body }
}

export const webPage: Solution = {
  async solve(learner) {
    const { browser, issuer, base, control, done, missing, press } = learner
    const metadata = `${issuer}/.well-known/openid-configuration`
    equal((await browser.open(metadata)).status, 503)
    const scopes = { openid: 'Who you are', profile: 'Your name' }
    const server = { supportedGrantTypes: ['authorization_code'], supportedScopes: scopes }
    await control.config.put(server)
    await missing(1, /^The server definition knows `openid profile`\. The resource server will ask/)
    await control.config.patch({ supportedScopes: { 'my/scope': 'The protected resource' } })
    equal((await browser.open(metadata)).status, 200)
    await done(1)

    const client = 'client/admin/api'
    const definitions = `${client}/server-definitions`
    await send(learner, 'POST', `${definitions}/discover`, { issuer: `${issuer}/` })
    await missing(2, /^You typed `https.*\/`\. The metadata .* says `https.*Take the slash away\.$/)
    const { id: known } = await send(learner, 'POST', definitions, { issuer })
    const configurations = `${client}/client-configurations`
    const { id } = await send(learner, 'POST', configurations, {
      name: 'client-app',
      clientName: 'client-name',
      server: known,
      grantTypes: ['authorization_code'],
      scope: 'openid profile my/scope',
    })
    equal((await send(learner, 'POST', `${configurations}/${id}/registration`)).status < 300, true)
    await send(learner, 'PUT', `${client}/applications/web`, { configuration: id })
    await done(2)

    const asked = await browser.open(`${base}/client/application/login`)
    await done(3)
    const form = await browser.submit(asked, { login: 'developer', password: 'test' })
    const scope = ['openid', 'profile', 'my/scope']
    const waiting = browser.submit(form, { scope, answer: 'allow' })
    await done(4)
    await releaseHeld(learner)
    equal((await waiting).status, 200)
    await done(5)

    const resserver = 'resserver/admin/api'
    const { id: definition } = await send(learner, 'POST', `${resserver}/server-definitions`, {
      issuer,
    })
    const configuration = { name: 'resserver', serverDefinition: definition, verification: 'both' }
    const configure = (audience: string) =>
      send(learner, 'PUT', `${resserver}/configuration`, { ...configuration, audience })
    await configure(`${base}/other`)
    await press('call')
    await missing(
      6,
      /^The token says `aud` .* Your resource server calls itself `https.*\/other`\./,
    )
    await configure(`${base}/resserver`)
    await press('call')
    await done(6)

    await learner.logOut()
    const { client_id } = await learner.client('client-name')
    const callback = `${base}/client/application/callback`
    await control.clients.update(client_id, { redirect_uris: [`${callback}/`] })
    equal((await browser.open(`${base}/client/application/login`)).status, 400)
    await missing(7, /^`redirect_uris` is/)
    await control.clients.update(client_id, { redirect_uris: [callback] })
    await learner.signIn()
    await done(7)
  },
  blunders: [],
}
