import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as oidc from 'openid-client'
import { noteSecretsIn } from '../../secrets.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser } from '../support/browser.ts'
import { allow, signIn } from '../support/code-flow.ts'
import { redirectUri, registerClient, registerPublicClient } from '../support/place.ts'
import { createKey, registerSigner } from '../support/signing-client.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()
const scope = 'openid email offline_access my/scope'

type Where = Pick<TestPlace, 'base' | 'issuer' | 'trustedFetch'>

/** `openid-client`, which knows nothing of the lab, as the judge of every answer. */
async function discover(place: Where, id: string, secret?: string, auth?: oidc.ClientAuth) {
  const fetch = place.trustedFetch as unknown as oidc.CustomFetch
  return oidc.discovery(new URL(place.issuer), id, secret, auth, { [oidc.customFetch]: fetch })
}

/** The code flow as openid-client does it; the user allows everything. */
async function walk(
  place: Where,
  configuration: oidc.Configuration,
  extra: Record<string, string> = {},
  browser: Browser = createBrowser(place.trustedFetch),
  addressOf = async (parameters: Record<string, string>) =>
    oidc.buildAuthorizationUrl(configuration, parameters),
  options?: oidc.DPoPOptions,
) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
  const url = await addressOf({
    redirect_uri: redirectUri,
    scope,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    nonce: expectedNonce,
    ...extra,
  })
  const consent = await signIn(browser, await browser.open(url))
  const { leaves } = await allow(browser, consent, scope.split(' '))
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true }
  const tokens = await oidc.authorizationCodeGrant(
    configuration,
    leaves!,
    checks,
    undefined,
    options,
  )
  noteSecretsIn(Object.entries(tokens))
  return tokens
}

describe('openid-client, an independent implementation, accepts', () => {
  test('discovery by both well-known addresses', async () => {
    const fetch = used.lab.trustedFetch as unknown as oidc.CustomFetch
    for (const algorithm of ['oidc', 'oauth2'] as const) {
      const options = { algorithm, [oidc.customFetch]: fetch }
      const found = await oidc.discovery(
        new URL(used.lab.issuer),
        'x',
        undefined,
        undefined,
        options,
      )
      equal(found.serverMetadata().issuer, used.lab.issuer)
    }
    const place = await used.sandbox()
    const options = { algorithm: 'oauth2' as const, [oidc.customFetch]: fetch }
    const found = await oidc.discovery(new URL(place.issuer), 'x', undefined, undefined, options)
    equal(found.serverMetadata().issuer, place.issuer)
  })

  test('the code flow with PKCE, nonce, state and iss, UserInfo and refresh', async () => {
    const client = await registerClient(used.lab)
    const auth = oidc.ClientSecretBasic(client.client_secret)
    const configuration = await discover(used.lab, client.client_id, undefined, auth)
    const tokens = await walk(used.lab, configuration)
    const { sub } = tokens.claims()!
    const user = await oidc.fetchUserInfo(configuration, tokens.access_token, sub)
    equal(user.email, 'dana@lab.example')
    const next = await oidc.refreshTokenGrant(configuration, tokens.refresh_token!)
    noteSecretsIn(Object.entries(next))
    equal(next.claims()!.sub, sub)
    await rejects(oidc.refreshTokenGrant(configuration, tokens.refresh_token!), {
      error: 'invalid_grant',
      status: 400,
    })
  })

  test('the code flow of a public client, and with max_age', async () => {
    const { client_id } = await registerPublicClient(used.lab)
    const configuration = await discover(used.lab, client_id, undefined, oidc.None())
    ok((await walk(used.lab, configuration, { max_age: '3600' })).access_token)
  })

  test('claims that it asks for by name', async () => {
    const client = await registerClient(used.lab)
    const auth = oidc.ClientSecretBasic(client.client_secret)
    const configuration = await discover(used.lab, client.client_id, undefined, auth)
    const claims = JSON.stringify({ id_token: { email: { essential: true } } })
    const tokens = await walk(used.lab, configuration, { claims })
    equal(tokens.claims()!['email'], 'dana@lab.example')
  })

  test('an answer in the fragment', async () => {
    const client = await registerClient(used.lab, {
      token_endpoint_auth_method: 'client_secret_post',
    })
    const configuration = await discover(used.lab, client.client_id, client.client_secret)
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid',
      response_mode: 'fragment',
    })
    const browser = createBrowser(used.lab.trustedFetch)
    const page = await allow(browser, await signIn(browser, await browser.open(url)), ['openid'])
    const answer = new URL(redirectUri)
    answer.search = page.leaves!.hash.slice(1)
    const tokens = await oidc.authorizationCodeGrant(configuration, answer)
    noteSecretsIn(Object.entries(tokens))
    ok(tokens.claims()!.sub)
  })

  test('the hybrid flow, and an ID token alone', async () => {
    const place = await used.sandbox()
    await configure(place, {
      supportedResponseTypes: ['code', 'id_token', 'code id_token'],
      interaction: 'automatic',
    })
    const client = await registerClient(place, {
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['id_token', 'code id_token'],
      token_endpoint_auth_method: 'client_secret_post',
    })
    const { client_id, client_secret } = client
    for (const responseType of ['code id_token', 'id_token']) {
      const configuration = await discover(place, client_id, client_secret)
      if (responseType === 'id_token') oidc.useIdTokenResponseType(configuration)
      else oidc.useCodeIdTokenResponseType(configuration)
      const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()]
      const url = oidc.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: 'openid',
        state: expectedState,
        nonce: expectedNonce,
      })
      const { leaves } = await createBrowser(place.trustedFetch).open(url)
      noteSecretsIn(new URLSearchParams(leaves!.hash.slice(1)))
      const checks = { expectedState, expectedNonce }
      if (responseType === 'id_token') {
        ok((await oidc.implicitAuthentication(configuration, leaves!, expectedNonce, checks)).sub)
      } else {
        const tokens = await oidc.authorizationCodeGrant(configuration, leaves!, checks)
        noteSecretsIn(Object.entries(tokens))
        ok(tokens.claims()!.sub)
      }
    }
  })

  test('signed answers: JARM, UserInfo and introspection', async () => {
    const place = await used.sandbox()
    await configure(place, { interaction: 'automatic' })
    const algorithms = {
      authorization_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'ES256',
      introspection_signed_response_alg: 'ES256',
    }
    const method = 'client_secret_post'
    const client = await registerClient(place, {
      ...algorithms,
      token_endpoint_auth_method: method,
    })
    const { client_id, client_secret } = client
    const fetch = place.trustedFetch as unknown as oidc.CustomFetch
    const configuration = await oidc.discovery(
      new URL(place.issuer),
      client_id,
      { client_secret, ...algorithms },
      undefined,
      { [oidc.customFetch]: fetch },
    )
    oidc.useJwtResponseMode(configuration)
    oidc.enableNonRepudiationChecks(configuration)
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: 'openid email',
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    })
    const { leaves } = await createBrowser(place.trustedFetch).open(url)
    noteSecretsIn(leaves!.searchParams)
    const tokens = await oidc.authorizationCodeGrant(configuration, leaves!, { pkceCodeVerifier })
    noteSecretsIn(Object.entries(tokens))
    const { sub } = tokens.claims()!
    const user = await oidc.fetchUserInfo(configuration, tokens.access_token, sub)
    equal(user.email, 'dana@lab.example')
    equal((await oidc.tokenIntrospection(configuration, tokens.access_token)).active, true)
  })

  test('ID tokens of each algorithm', async () => {
    const place = await used.sandbox()
    for (const algorithm of ['RS384', 'RS512', 'PS256', 'ES256', 'EdDSA', 'Ed25519'] as const) {
      await configure(place, { signingAlgorithm: algorithm })
      const client = await registerClient(place, { id_token_signed_response_alg: algorithm })
      const metadata = {
        client_secret: client.client_secret,
        id_token_signed_response_alg: algorithm,
      }
      const fetch = place.trustedFetch as unknown as oidc.CustomFetch
      const configuration = await oidc.discovery(
        new URL(place.issuer),
        client.client_id,
        metadata,
        oidc.ClientSecretBasic(client.client_secret),
        { [oidc.customFetch]: fetch },
      )
      oidc.enableNonRepudiationChecks(configuration)
      ok((await walk(place, configuration)).claims()!.sub, algorithm)
    }
  })

  test('client credentials, introspection and revocation', async () => {
    const client = await registerClient(used.lab)
    const auth = oidc.ClientSecretBasic(client.client_secret)
    const configuration = await discover(used.lab, client.client_id, undefined, auth)
    const tokens = await oidc.clientCredentialsGrant(configuration, { scope: 'my/scope' })
    noteSecretsIn(Object.entries(tokens))
    const found = await oidc.tokenIntrospection(configuration, tokens.access_token)
    deepEqual([found.active, found.scope], [true, 'my/scope'])
    await oidc.tokenRevocation(configuration, tokens.access_token)
    equal((await oidc.tokenIntrospection(configuration, tokens.access_token)).active, false)
  })

  test('dynamic registration, then a flow of that client, then the end of the session', async () => {
    const goodbye = 'https://application.example/goodbye'
    const configuration = await oidc.dynamicClientRegistration(
      new URL(used.lab.issuer),
      {
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [goodbye],
        token_endpoint_auth_method: 'client_secret_post',
      },
      undefined,
      { [oidc.customFetch]: used.lab.trustedFetch as unknown as oidc.CustomFetch },
    )
    noteSecretsIn(Object.entries(configuration.clientMetadata()))
    const browser = createBrowser(used.lab.trustedFetch)
    const tokens = await walk(used.lab, configuration, {}, browser)
    const url = oidc.buildEndSessionUrl(configuration, {
      id_token_hint: tokens.id_token!,
      post_logout_redirect_uri: goodbye,
      state: 'x',
    })
    equal((await browser.open(url)).leaves?.href, `${goodbye}?state=x`)
  })
})

describe('openid-client, as a client with a key,', () => {
  const open = async (place: Where) => {
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(place, [key])
    const signing = { key: key.privateKey as CryptoKey, kid: 'one' }
    const auth = oidc.PrivateKeyJwt(signing)
    return { configuration: await discover(place, client_id, undefined, auth), signing }
  }

  test('authenticates by private_key_jwt at token endpoint, introspection and revocation', async () => {
    const { configuration } = await open(used.lab)
    const { access_token } = await oidc.clientCredentialsGrant(configuration, { scope: 'my/scope' })
    noteSecretsIn([['access_token', access_token]])
    equal((await oidc.tokenIntrospection(configuration, access_token)).active, true)
    await oidc.tokenRevocation(configuration, access_token)
    equal((await oidc.tokenIntrospection(configuration, access_token)).active, false)
  })

  test('authenticates by client_secret_jwt, and not with another secret', async () => {
    const method = { token_endpoint_auth_method: 'client_secret_jwt' }
    const { client_id, client_secret } = await registerClient(used.lab, method)
    const grant = async (secret: string) =>
      oidc.clientCredentialsGrant(
        await discover(used.lab, client_id, secret, oidc.ClientSecretJwt(secret)),
        { scope: 'my/scope' },
      )
    noteSecretsIn([['access_token', (await grant(client_secret)).access_token]])
    await rejects(grant(`${client_secret}x`), { error: 'invalid_client' })
  })

  for (const how of ['PAR', 'JAR', 'JAR by PAR'] as const) {
    test(`signs a user in by ${how}`, async () => {
      const { configuration, signing } = await open(used.lab)
      const tokens = await walk(used.lab, configuration, {}, undefined, async (parameters) => {
        const signed =
          how === 'PAR'
            ? parameters
            : (await oidc.buildAuthorizationUrlWithJAR(configuration, parameters, signing))
                .searchParams
        if (how !== 'JAR') return oidc.buildAuthorizationUrlWithPAR(configuration, signed)
        return oidc.buildAuthorizationUrl(configuration, signed)
      })
      ok(tokens.claims())
    })
  }

  test('is told of a pushed request that is refused', async () => {
    const { configuration } = await open(used.lab)
    const wrong = { redirect_uri: 'https://evil.example/', scope }
    await rejects(oidc.buildAuthorizationUrlWithPAR(configuration, wrong), {
      error: 'invalid_request',
    })
  })
})

describe('openid-client with DPoP', () => {
  for (const dpopNonces of [false, true]) {
    const how = dpopNonces ? ', asked for nonces' : ''
    test(`signs a user in, reads UserInfo and a resource, and refreshes${how}`, async () => {
      const place = await used.sandbox()
      await configure(place, { dpopNonces })
      const { client_id } = await registerPublicClient(place, { dpop_bound_access_tokens: true })
      const configuration = await discover(place, client_id, undefined, oidc.None())
      const DPoP = oidc.getDPoPHandle(configuration, await oidc.randomDPoPKeyPair('ES256'))
      const tokens = await walk(place, configuration, {}, undefined, undefined, { DPoP })
      equal(tokens.token_type, 'dpop')
      const sub = tokens.claims()!.sub
      const told = await oidc.fetchUserInfo(configuration, tokens.access_token, sub, { DPoP })
      equal(told.sub, sub)
      const resource = new URL(`${place.base}/resserver/protected-resources/`)
      const read = await oidc.fetchProtectedResource(
        configuration,
        tokens.access_token,
        resource,
        'GET',
        undefined,
        undefined,
        { DPoP },
      )
      equal(read.status, 200)
      const refreshed = await oidc.refreshTokenGrant(
        configuration,
        tokens.refresh_token!,
        {},
        { DPoP },
      )
      noteSecretsIn(Object.entries(refreshed))
      equal(refreshed.token_type, 'dpop')
      const other = oidc.getDPoPHandle(configuration, await oidc.randomDPoPKeyPair('ES256'))
      await rejects(
        oidc.refreshTokenGrant(configuration, refreshed.refresh_token!, {}, { DPoP: other }),
        { error: 'invalid_grant' },
      )
    })
  }
})

describe('openid-client is told, in words that it can read, of', () => {
  test('a wrong secret, an unknown scope and a denied consent', async () => {
    const client = await registerClient(used.lab)
    const wrong = oidc.ClientSecretBasic('wrong')
    const stranger = await discover(used.lab, client.client_id, undefined, wrong)
    await rejects(oidc.clientCredentialsGrant(stranger, {}), {
      code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE',
      status: 401,
    })
    const auth = oidc.ClientSecretBasic(client.client_secret)
    const configuration = await discover(used.lab, client.client_id, undefined, auth)
    await rejects(oidc.clientCredentialsGrant(configuration, { scope: 'unknown' }), {
      error: 'invalid_scope',
    })
    const browser = createBrowser(used.lab.trustedFetch)
    const url = oidc.buildAuthorizationUrl(configuration, { redirect_uri: redirectUri, scope })
    const consent = await signIn(browser, await browser.open(url))
    const { leaves } = await browser.submit(consent, { answer: 'deny' })
    await rejects(oidc.authorizationCodeGrant(configuration, leaves!), { error: 'access_denied' })
  })
})
