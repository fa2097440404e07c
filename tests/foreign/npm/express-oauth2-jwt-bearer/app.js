import express from 'express'
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer'

const { ISSUER, AUDIENCE, PORT } = process.env

const app = express()
// `strict` asks for the header type at+jwt and the claims of RFC 9068.
app.use(auth({ issuerBaseURL: ISSUER, audience: AUDIENCE, strict: true }))

app.get('/', requiredScopes('my/scope'), (request, response) => {
  response.send(`Read by ${request.auth.payload.sub}`)
})

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
