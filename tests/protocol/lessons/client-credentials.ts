import { equal } from 'node:assert/strict'
import type { Solution } from './solution.ts'

const token = '/authserver/oauth2/token'
const form = { grant_type: 'client_credentials', scope: 'my/scope' }
const stranger = { client_id: 'stranger', client_secret: 'secret' }
const api = '/resserver/protected-resources/'
const delegated = '/resserver/protected-resources-delegated/'

export const clientCredentials: Solution = {
  async solve({ post, call, control, browser, issuer, done, missing }) {
    equal((await post(token, form, stranger)).status, 401)
    await done(1)
    await missing(
      2,
      /^The server still offers `authorization_code`, `refresh_token`, `\S+:device_code`\. If `client_credentials` stands in the form/,
    )
    const { supportedGrantTypes } = await control.config.get()
    await control.config.patch({ supportedGrantTypes: [...supportedGrantTypes, form.grant_type] })
    await browser.open(`${issuer}/.well-known/openid-configuration`)
    await done(2)
    const made = await control.clients.create({
      client_name: 'my-postman',
      token_endpoint_auth_method: 'client_secret_basic',
      scope: 'my/scope',
      redirect_uris: ['https://application.example/callback'],
    })
    await missing(3, /^`my-postman` may use `authorization_code` only\. Tick `client_credentials`/)
    await control.clients.update(made.client_id, { grant_types: [form.grant_type] })
    await done(3)
    const client = { client_id: made.client_id, client_secret: made.client_secret! }
    await post(token, form, { ...client, client_secret: 'half' })
    await missing(4, /^The name is known, the secret is another one \(`client\.secret`\)/)
    const { body } = await post(token, form, client)
    const access = String(body['access_token'])
    await done(4)
    await call(`${api}?access_token=${access}`)
    await missing(5, /^The token came in the address \[E\]\(exchange:/)
    equal((await call(api, access)).status, 200)
    await done(5)
    await call(delegated)
    await missing(6, /^No token came \[G\]\(exchange:.*, so the answer is 401: who are you\?/)
    equal((await call(delegated, access)).status, 403)
    await done(6)
  },
  blunders: [
    {
      step: 1,
      hears: /`Authorization` is not Basic\. This step wants `Basic`\./,
      act: ({ post }) => post(token, { ...form, client_id: 'stranger', client_secret: 'secret' }),
    },
  ],
}
