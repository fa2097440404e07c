import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import * as oauth from 'oauth4webapi'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, RESOURCE } = process.env
const redirectUri = `http://127.0.0.1:${PORT}/callback`
const issuer = new URL(ISSUER)
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer))
const client = { client_id: CLIENT_ID }
const authentication = oauth.ClientSecretBasic(CLIENT_SECRET)

const app = express()
const secret = randomBytes(32).toString('hex')
app.use(session({ secret, resave: false, saveUninitialized: false }))

app.get('/', async (request, response) => {
  if (request.session.name !== undefined) {
    response.send(`Signed in as ${request.session.name}`)
    return
  }
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  request.session.begun = { verifier, state, nonce }
  const url = new URL(server.authorization_endpoint)
  url.search = new URLSearchParams({
    client_id: CLIENT_ID,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid profile my/scope',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  }).toString()
  response.redirect(url.href)
})

app.get('/callback', async (request, response) => {
  const { begun } = request.session
  if (begun === undefined) throw new Error('nobody asked for this answer')
  const answer = new URL(request.url, redirectUri)
  const parameters = oauth.validateAuthResponse(server, client, answer, begun.state)
  const exchange = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    authentication,
    parameters,
    redirectUri,
    begun.verifier,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, exchange, {
    expectedNonce: begun.nonce,
    requireIdToken: true,
  })
  const { access_token } = tokens
  const { sub } = oauth.getValidatedIdTokenClaims(tokens)
  const userInfo = await oauth.userInfoRequest(server, client, access_token)
  const { name } = await oauth.processUserInfoResponse(server, client, sub, userInfo)
  request.session.regenerate(() => {
    Object.assign(request.session, { name, access_token })
    response.redirect('/')
  })
})

app.get('/resource', async (request, response) => {
  const { access_token } = request.session
  const answer = await oauth.protectedResourceRequest(access_token, 'GET', new URL(RESOURCE))
  response.status(answer.status).send(await answer.text())
})

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
