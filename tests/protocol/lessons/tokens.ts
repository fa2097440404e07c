import { equal } from 'node:assert/strict'
import { readTokens } from './read-tokens.ts'
import type { Solution } from './solution.ts'

const api = '/resserver/protected-resources/'
const audience = 'https://other.example/api'

export const tokens: Solution = {
  async solve(learner) {
    const { signIn, browser, issuer, call, control, done, missing } = learner
    await signIn()
    const { access_token: token, id_token } = await readTokens(learner)
    await browser.open(`${issuer}/jwks`)
    await call(api, id_token)
    await missing(
      1,
      /^That token .* has `typ` `JWT`: it is the ID token\. Copy the one under Access/,
    )
    equal((await call(api, token)).status, 200)
    await done(1)

    const [header, claims, signature] = token.split('.')
    await call(api, `${header}.${claims}.${'A'.repeat(signature!.length)}`)
    await missing(2, /^Its claims are those of \[A\]\(exchange:.* leave the third part as it is/)
    const read = JSON.parse(Buffer.from(claims!, 'base64url').toString()) as object
    const other = Buffer.from(JSON.stringify({ ...read, scope: 'all' })).toString('base64url')
    await call(api, `${header}.${other}.${signature}`)
    await done(2)

    const { client_id: client } = await learner.client('simple-web-page')
    const send = async (change: object) => {
      const wanted = { client, user: 'developer', scope: 'my/scope', ...change }
      return call(api, (await control.tokens.create(wanted)).token)
    }
    await send({ audience, signedBy: 'unpublished' })
    await missing(3, /^The signature failed first \(`token\.signature`\) \[E\]\(exchange/)
    await send({ audience })
    await done(3)
    await send({ issuedAt: new Date(Date.now() - 60_000).toISOString() })
    await missing(4, /^The token ends at .*, which is still to come .*\. Set the end before /)
    await send({ expiresIn: -60 })
    await done(4)
    await send({ signedBy: 'hmac' })
    await missing(5, /^Seen: .*\. Not seen yet: a token with no signature \(`none`\)\.$/)
    await send({ signedBy: 'none' })
    await done(5)
    await send({ expiresIn: -60 })
    await missing(6, /^This token has one fault: it has ended .*\. Make it with both\.$/)
    await send({ audience, expiresIn: -60 })
    await done(6)
  },
  blunders: [],
}
