import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as oauth from 'oauth4webapi'
import { noteSecretsIn } from '../../secrets.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import { allow, clientToken, responseOf, signIn } from '../../protocol/support/code-flow.ts'
import { redirectUri, registerClient } from '../../protocol/support/place.ts'
import { forge } from '../support/forge.ts'
import { useLab } from '../../protocol/support/use-lab.ts'
import type { TestPlace } from '../../protocol/support/use-lab.ts'

/** Nothing is allowed here that the library refuses by default: no leniency of its own is used. */
const used = useLab()

type Place = Pick<TestPlace, 'base' | 'issuer' | 'trustedFetch'>

suite('oauth4webapi, strict as it comes, accepts', () => {
  test('the metadata of the server at both well-known addresses, in a sandbox too', async () => {
    for (const place of [used.lab, await used.sandbox()]) {
      for (const algorithm of ['oidc', 'oauth2'] as const) {
        const { issuer } = await discover(place, algorithm)
        equal(issuer, place.issuer)
      }
    }
  })

  test('the metadata of each protected resource, found by its challenge (RFC 9728 §5.1)', async () => {
    for (const place of [used.lab, await used.sandbox()]) {
      for (const path of ['protected-resources', 'protected-resources-delegated']) {
        const resource = new URL(`${place.base}/resserver/${path}/`)
        const found = await discoverResource(place, resource)
        equal(found.resource, resource.href)
        deepEqual(found.authorization_servers, [place.issuer])
      }
    }
  })

  test('dynamic registration, and the code flow with PKCE, nonce and resource of that client', async () => {
    const server = await discover(used.lab)
    const client = await registerDynamically(used.lab, server)
    const resource = `${used.lab.base}/resserver/protected-resources/`
    const signedIn = await signInWith(used.lab, server, client, { resource })
    const { tokens, response, nonce } = signedIn
    const claims = oauth.getValidatedIdTokenClaims(tokens)!
    equal(claims.nonce, nonce)
    await oauth.validateApplicationLevelSignature(server, response, options(used.lab))

    const { access_token } = tokens
    const userInfo = await oauth.userInfoRequest(server, client, access_token, options(used.lab))
    const user = await oauth.processUserInfoResponse(server, client, claims.sub, userInfo)
    equal(user.email, 'dana@lab.example')

    const called = await oauth.protectedResourceRequest(
      access_token,
      'GET',
      new URL(resource),
      undefined,
      null,
      options(used.lab),
    )
    equal(called.status, 200)
    const validated = await validate(used.lab, server, access_token, resource)
    deepEqual([validated.sub, validated.client_id], [claims.sub, client.client_id])
  })

  test('refresh, introspection and revocation', async () => {
    const server = await discover(used.lab)
    const client = await registerDynamically(used.lab, server)
    const { tokens } = await signInWith(used.lab, server, client)
    const authentication = oauth.ClientSecretBasic(client.client_secret)
    const refreshing = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      tokens.refresh_token!,
      options(used.lab),
    )
    const refreshed = await oauth.processRefreshTokenResponse(server, client, refreshing)
    noteSecretsIn(Object.entries(refreshed))
    const introspect = async (token: string) => {
      const request = await oauth.introspectionRequest(
        server,
        client,
        authentication,
        token,
        options(used.lab),
      )
      return oauth.processIntrospectionResponse(server, client, request)
    }
    const { active, client_id } = await introspect(refreshed.access_token)
    deepEqual([active, client_id], [true, client.client_id])
    const revocation = await oauth.revocationRequest(
      server,
      client,
      authentication,
      refreshed.refresh_token!,
      options(used.lab),
    )
    await oauth.processRevocationResponse(revocation)
    equal((await introspect(refreshed.access_token)).active, false)
  })

  test('client credentials, and the JWT that they bring', async () => {
    const server = await discover(used.lab)
    const client = await registerDynamically(used.lab, server)
    const request = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic(client.client_secret),
      { scope: 'my/scope' },
      options(used.lab),
    )
    const tokens = await oauth.processClientCredentialsResponse(server, client, request)
    noteSecretsIn(Object.entries(tokens))
    const audience = `${used.lab.base}/resserver`
    const claims = await validate(used.lab, server, tokens.access_token, audience)
    deepEqual([claims.sub, claims.scope], [client.client_id, 'my/scope'])
  })

  test('the address that ends a session, with the ID token as its hint', async () => {
    const server = await discover(used.lab)
    const client = await registerDynamically(used.lab, server)
    const { tokens, browser } = await signInWith(used.lab, server, client)
    const url = new URL(server.end_session_endpoint!)
    url.search = new URLSearchParams({
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: `${redirectUri}/goodbye`,
      state: 'x',
    }).toString()
    equal((await browser.open(url)).leaves?.href, `${redirectUri}/goodbye?state=x`)
  })
})

suite('oauth4webapi refuses', () => {
  test('metadata of another resource than the one that was called (RFC 9728 §3.3)', async () => {
    const called = new URL(`${used.lab.base}/resserver/protected-resources/`)
    const delegated = new URL(`${used.lab.base}/resserver/protected-resources-delegated/`)
    const response = await oauth.resourceDiscoveryRequest(called, options(used.lab))
    await rejects(oauth.processResourceDiscoveryResponse(delegated, response), {
      code: oauth.JSON_ATTRIBUTE_COMPARISON,
    })
  })

  test('an access token for another audience, and one whose signature is another’s', async () => {
    const server = await discover(used.lab)
    const token = await clientToken(used.lab, await registerClient(used.lab))
    await rejects(validate(used.lab, server, token, `${used.lab.base}/another`), {
      code: oauth.JWT_CLAIM_COMPARISON,
    })
    await rejects(validate(used.lab, server, forge(token), `${used.lab.base}/resserver`), {
      code: oauth.INVALID_RESPONSE,
    })
  })

  test('the answer to another request, and an answer of another server', async () => {
    const server = await discover(used.lab)
    const client = await registerDynamically(used.lab, server)
    const { answer, state } = await signInWith(used.lab, server, client)
    ok(answer.searchParams.has('code'))
    await rejects(async () => oauth.validateAuthResponse(server, client, answer, 'another'))
    answer.searchParams.set('iss', 'https://another.example')
    await rejects(async () => oauth.validateAuthResponse(server, client, answer, state))
  })

  test('a token request with a wrong secret, as the server refuses it', async () => {
    const server = await discover(used.lab)
    const { client_id } = await registerDynamically(used.lab, server)
    const client = { client_id }
    const request = await oauth.clientCredentialsGrantRequest(
      server,
      client,
      oauth.ClientSecretBasic('wrong'),
      {},
      options(used.lab),
    )
    await rejects(oauth.processClientCredentialsResponse(server, client, request), {
      code: oauth.WWW_AUTHENTICATE_CHALLENGE,
      status: 401,
    })
  })
})

function options({ trustedFetch }: Place) {
  const fetch = trustedFetch as unknown as (url: string, init: object) => Promise<Response>
  return { [oauth.customFetch]: fetch }
}

async function discover(place: Place, algorithm: 'oidc' | 'oauth2' = 'oidc') {
  const issuer = new URL(place.issuer)
  const response = await oauth.discoveryRequest(issuer, { algorithm, ...options(place) })
  return oauth.processDiscoveryResponse(issuer, response)
}

/** As a client does that knows nothing but the address of a resource. */
async function discoverResource(place: Place, resource: URL) {
  const { headers } = await place.trustedFetch(resource)
  const challenge = headers.get('www-authenticate') ?? ''
  const [, announced] = /resource_metadata="([^"]+)"/.exec(challenge) ?? []
  const response = await oauth.resourceDiscoveryRequest(resource, options(place))
  equal(response.url, announced)
  return oauth.processResourceDiscoveryResponse(resource, response)
}

async function registerDynamically(place: Place, server: oauth.AuthorizationServer) {
  const metadata = {
    client_name: 'oauth4webapi',
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [`${redirectUri}/goodbye`],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'client_secret_basic',
  }
  const request = await oauth.dynamicClientRegistrationRequest(server, metadata, options(place))
  const client = await oauth.processDynamicClientRegistrationResponse(request)
  noteSecretsIn(Object.entries(client))
  return client as typeof client & { client_secret: string }
}

async function signInWith(
  place: Place,
  server: oauth.AuthorizationServer,
  client: oauth.Client & { client_secret: string },
  extra: Record<string, string> = {},
) {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const scope = 'openid email offline_access my/scope'
  const url = new URL(server.authorization_endpoint!)
  url.search = new URLSearchParams({
    client_id: client.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
    prompt: 'consent',
    ...extra,
  }).toString()
  const browser = createBrowser(place.trustedFetch)
  const page = await allow(
    browser,
    await signIn(browser, await browser.open(url)),
    scope.split(' '),
  )
  noteSecretsIn(Object.entries(responseOf(page)))
  const answer = page.leaves!
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.ClientSecretBasic(client.client_secret),
    oauth.validateAuthResponse(server, client, answer, state),
    redirectUri,
    verifier,
    { ...options(place), additionalParameters: extra },
  )
  const checks = { expectedNonce: nonce, requireIdToken: true }
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, checks)
  noteSecretsIn(Object.entries(tokens))
  return { tokens, response, answer, state, nonce, browser }
}

/** Validates a JWT access token as a resource server does (RFC 9068 §4). */
function validate(
  place: Place,
  server: oauth.AuthorizationServer,
  token: string,
  audience: string,
): Promise<oauth.JWTAccessTokenClaims> {
  const request = new Request(audience, { headers: { authorization: `Bearer ${token}` } })
  return oauth.validateJwtAccessToken(server, request, audience, options(place))
}
