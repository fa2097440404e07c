import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import * as oidc from 'openid-client'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, RESOURCE } = process.env
const origin = `http://127.0.0.1:${PORT}`
const authentication = oidc.ClientSecretBasic(CLIENT_SECRET)
const lab = await oidc.discovery(new URL(ISSUER), CLIENT_ID, undefined, authentication)

const app = express()
const secret = randomBytes(32).toString('hex')
app.use(session({ secret, resave: false, saveUninitialized: false }))

app.get('/', async (request, response) => {
  if (request.session.name !== undefined) {
    response.send(`Signed in as ${request.session.name}`)
    return
  }
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const expectedState = oidc.randomState()
  request.session.checks = { pkceCodeVerifier, expectedState }
  const url = oidc.buildAuthorizationUrl(lab, {
    redirect_uri: `${origin}/callback`,
    scope: 'openid profile my/scope',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
  })
  response.redirect(url.href)
})

app.get('/callback', async (request, response) => {
  const { checks } = request.session
  if (checks === undefined) throw new Error('nobody asked for this answer')
  const tokens = await oidc.authorizationCodeGrant(lab, new URL(request.url, origin), checks)
  const { access_token } = tokens
  const { name } = await oidc.fetchUserInfo(lab, access_token, tokens.claims().sub)
  request.session.regenerate(() => {
    Object.assign(request.session, { name, access_token })
    response.redirect('/')
  })
})

app.get('/resource', async (request, response) => {
  const { access_token } = request.session
  const answer = await oidc.fetchProtectedResource(lab, access_token, new URL(RESOURCE), 'GET')
  response.status(answer.status).send(await answer.text())
})

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
