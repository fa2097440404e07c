import { randomUUID } from 'node:crypto'
import express from 'express'
import type { Request, Response } from 'express'
import * as oidc from 'openid-client'
import { listen, readSettings } from './settings.ts'

/**
 * An external client: `LAB_CLIENT_URL=http://127.0.0.1:4000`. It registers itself (RFC 7591), signs
 * a person in by the authorization-code flow with PKCE, and greets. NODE_EXTRA_CA_CERTS has the
 * lab's root.
 */
const { origin, issuer, port } = readSettings()
const page = `${origin}/client/application/`
const callback = `${page}callback`
// Browsers send the cookies of one port to every other one (RFC 6265 §8.5).
const cookie = `__Secure-express-${new URL(origin).port || '443'}`

interface SignIn {
  verifier: string
  state: string
}
const signIns = new Map<string, SignIn>()
let configuration: Promise<oidc.Configuration> | undefined

const app = express()
app.set('trust proxy', true)
app.get('/client/application/', begin)
app.get('/client/application/callback', finish)

listen(app, port)

/** Lazy, so that the lab and this program start in any order. */
function connect(): Promise<oidc.Configuration> {
  const metadata = {
    client_name: 'express',
    redirect_uris: [callback],
    token_endpoint_auth_method: 'client_secret_basic',
  }
  configuration ??= oidc
    .dynamicClientRegistration(new URL(issuer), metadata, oidc.ClientSecretBasic())
    .catch((error) => {
      configuration = undefined
      throw error
    })
  return configuration
}

async function begin(_request: Request, response: Response) {
  const verifier = oidc.randomPKCECodeVerifier()
  const state = oidc.randomState()
  const id = randomUUID()
  signIns.set(id, { verifier, state })
  const address = oidc.buildAuthorizationUrl(await connect(), {
    redirect_uri: callback,
    scope: 'openid profile',
    state,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  })
  const attributes = 'Path=/client; HttpOnly; Secure; SameSite=Lax'
  response.set('set-cookie', `${cookie}=${id}; ${attributes}`).redirect(303, address.href)
}

async function finish(request: Request, response: Response) {
  const cookies = new Map(
    (request.get('cookie') ?? '').split('; ').map((one) => one.split('=', 2) as [string, string]),
  )
  const id = cookies.get(cookie) ?? ''
  const signIn = signIns.get(id)
  signIns.delete(id)
  if (signIn === undefined) {
    response.status(400).type('text').send('This page did not begin that sign-in.')
    return
  }
  const url = new URL(request.originalUrl, origin)
  const tokens = await oidc.authorizationCodeGrant(await connect(), url, {
    pkceCodeVerifier: signIn.verifier,
    expectedState: signIn.state,
  })
  const claims = tokens.claims()
  response
    .type('text')
    .send(`Signed in as ${(claims?.['name'] as string | undefined) ?? claims?.sub}`)
}
