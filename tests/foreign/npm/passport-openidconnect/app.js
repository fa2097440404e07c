import { randomBytes } from 'node:crypto'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import { Strategy } from 'passport-openidconnect'

const { ISSUER, CLIENT_ID, CLIENT_SECRET, PORT, RESOURCE } = process.env

passport.use(
  'lab',
  new Strategy(
    {
      // This library reads no metadata: it is given each endpoint.
      issuer: ISSUER,
      authorizationURL: `${ISSUER}/authorize`,
      tokenURL: `${ISSUER}/token`,
      userInfoURL: `${ISSUER}/userinfo`,
      clientID: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      callbackURL: `http://127.0.0.1:${PORT}/callback`,
      scope: ['profile', 'my/scope'],
    },
    (_issuer, profile, _context, _idToken, accessToken, _refreshToken, done) =>
      done(null, { name: profile.displayName, accessToken }),
  ),
)
passport.serializeUser((user, done) => done(null, user))
passport.deserializeUser((user, done) => done(null, user))

const app = express()
const secret = randomBytes(32).toString('hex')
app.use(session({ secret, resave: false, saveUninitialized: false }))
app.use(passport.session())

app.get('/login', passport.authenticate('lab'))
app.get('/callback', passport.authenticate('lab', { successRedirect: '/', failWithError: true }))
app.use((request, response, next) => {
  if (request.isAuthenticated()) next()
  else response.redirect('/login')
})

app.get('/', (request, response) => {
  response.send(`Signed in as ${request.user.name}`)
})

app.get('/resource', async (request, response) => {
  const headers = { authorization: `Bearer ${request.user.accessToken}` }
  const answer = await fetch(RESOURCE, { headers })
  response.status(answer.status).send(await answer.text())
})

app.listen(PORT, '127.0.0.1', () => console.log('listening'))
