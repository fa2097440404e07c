import { randomBytes } from 'node:crypto'
import express from 'express'
import openid from 'express-openid-connect'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, RESOURCE } = process.env

const app = express()
app.use(
  openid.auth({
    issuerBaseURL: ISSUER,
    baseURL: `http://127.0.0.1:${PORT}`,
    clientID: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    secret: randomBytes(32).toString('hex'),
    authorizationParams: { response_type: 'code', scope: 'openid profile my/scope' },
    idpLogout: true,
    routes: { postLogoutRedirect: '/' },
  }),
)

app.get('/', async (request, response) => {
  const { name } = await request.oidc.fetchUserInfo()
  response.send(`Signed in as ${name}`)
})

app.get('/resource', async (request, response) => {
  const headers = { authorization: `Bearer ${request.oidc.accessToken.access_token}` }
  const answer = await fetch(RESOURCE, { headers })
  response.status(answer.status).send(await answer.text())
})

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
