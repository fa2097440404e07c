import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { suite, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { noteSecretsIn } from '../../secrets.ts'
import { administer } from '../../protocol/support/administer.ts'
import { readAnswer } from '../../protocol/support/answer.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import { authorizationRequest } from '../../protocol/support/code-flow.ts'
import { openExample } from '../../protocol/support/external-program.ts'
import { registerClient } from '../../protocol/support/place.ts'

suite('oidc-provider as identity provider of the lab', () => {
  test('signs a person in, who becomes a user here, by the authority that vouches for it', async () => {
    await using there = await openExample('authserver', 'authorization-server')
    const lab = await startLab()
    const { ca, issuer } = there.lab
    const both = createTrust(lab.ca, { also: ca })
    try {
      const redirectUri = `${lab.base}/authserver/upstream/work/callback`
      const discovered = await readAnswer(both.fetch(`${issuer}/.well-known/openid-configuration`))
      const registered = await readAnswer(
        both.fetch(String(discovered.body['registration_endpoint']), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ redirect_uris: [redirectUri] }),
        }),
      )
      equal(registered.status, 201, JSON.stringify(registered.body))
      noteSecretsIn(Object.entries(registered.body))
      const provider = {
        name: 'Work account',
        issuer,
        clientId: String(registered.body['client_id']),
        usernameClaim: 'name',
      }
      const signInThere = async (authority: string) => {
        await lab.control.config.patch({ identityProviders: { work: { ...provider, authority } } })
        const secret = String(registered.body['client_secret'])
        const path = 'authserver/admin/api/identity-providers/work/secret'
        equal((await administer(lab, 'PUT', path, { secret })).status, 204)
        const browser = createBrowser(both.fetch)
        const client = await registerClient(lab)
        const page = await browser.open(authorizationRequest(lab, client).url)
        const [, action] = /action="([^"]*\/upstream)"/.exec(page.text)!
        const [, csrf] = /name="csrf" value="([^"]+)"/.exec(page.text)!
        const pressed = await browser.open(new URL(action!, page.url), {
          method: 'POST',
          body: new URLSearchParams({ csrf: csrf!, provider: 'work' }),
          headers: { origin: page.url.origin },
        })
        return { browser, pressed }
      }

      const distrusted = await signInThere('lab')
      equal(distrusted.pressed.status, 502)
      match(distrusted.pressed.text, /upstream\.metadata/)

      const { browser, pressed } = await signInThere(ca)
      const login = await browser.open(pressed.leaves!)
      const consent = await browser.submit(login, { login: 'nora', password: 'any-password' })
      const back = await browser.submit(consent, {})
      ok(back.leaves, String(back.status))
      ok(back.leaves.href.startsWith(redirectUri), back.leaves.href)
      match((await browser.open(back.leaves)).text, /value="allow"/)
      const nora = (await lab.control.users.list()).find(({ username }) => username === 'nora')
      deepEqual(nora?.claims, { name: 'nora', email: 'nora@lab.example', email_verified: false })
    } finally {
      await both.close()
      await lab.stop()
    }
  })
})
