import { randomUUID } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { SignJWT } from 'jose'
import { noteSecret } from '../secrets.ts'
import type { Configuration } from '@oauth-lab/kit/admin/control-client.ts'
import { createBrowser } from '../protocol/support/browser.ts'
import {
  allow,
  authorizationRequest,
  formRequest,
  signIn,
  tokenRequest,
} from '../protocol/support/code-flow.ts'
import { registerClient, registerPublicClient } from '../protocol/support/place.ts'
import { callWith, createProver, proofRequest } from '../protocol/support/prover.ts'
import {
  createAssertion,
  createKey,
  createRequestObject,
  registerSigner,
  sendAssertion,
} from '../protocol/support/signing-client.ts'
import { configure, useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const attack = createAttack(useLab())

const ownToken = { grant_type: 'client_credentials', scope: 'my/scope' }

attack({
  title: 'client assertion that comes again',
  clause: 'RFC 7523 §3',
  story:
    'The attacker reads an assertion in a log of the token endpoint, and authenticates by it while it is good.',
  waive: ['client-assertion.unused'],
  async attempt(place) {
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(place, [key])
    const assertion = await createAssertion(place, client_id, key)
    await sendAssertion(place, assertion)
    const again = await sendAssertion(place, assertion)
    return again.status === 200 ? 'a token of the client' : undefined
  },
})

attack({
  title: 'client assertion of yesterday',
  clause: 'RFC 7523 §3',
  story: 'The attacker finds an assertion that was never used, a day after it was made.',
  waive: ['client-assertion.fresh', 'client-assertion.lifetime'],
  async attempt(place) {
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(place, [key])
    const yesterday = Math.floor(Date.now() / 1000) - 86_400
    const assertion = await createAssertion(place, client_id, key, {}, yesterday)
    const { status } = await sendAssertion(place, assertion)
    return status === 200 ? 'a token of the client' : undefined
  },
})

attack({
  title: 'client assertion for another server',
  clause: 'RFC 7523 §5',
  story:
    'The client authenticates at the attacker’s server, which brings the assertion to the honest one.',
  waive: ['client-assertion.audience'],
  async attempt(place) {
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(place, [key])
    const claims = { aud: 'https://attacker.example/token' }
    const assertion = await createAssertion(place, client_id, key, { claims })
    const { status } = await sendAssertion(place, assertion)
    return status === 200 ? 'a token of the client' : undefined
  },
})

/** A token that is bound to a key, and what makes proofs by it. */
async function bound(place: TestPlace) {
  const prover = await createProver()
  const client = await registerClient(place)
  const url = `${place.issuer}/token`
  const send = (proof: string) => proofRequest(place, client, { form: ownToken, proof })
  const proof = await prover.proof({ method: 'POST', url })
  const { body } = await send(proof)
  const resource = `${place.base}/resserver/protected-resources/`
  return { prover, send, proof, token: String(body['access_token']), resource }
}

attack({
  title: 'DPoP proof that comes again at the token endpoint',
  clause: 'RFC 9449 §11.1',
  story:
    'The attacker, who has the client’s secret but not its key, sends a proof that he saw once more.',
  waive: ['dpop.unused'],
  async attempt(place) {
    const { send, proof } = await bound(place)
    return (await send(proof)).status === 200 ? 'a token that looks bound' : undefined
  },
})

attack({
  title: 'DPoP proof that comes again at the resource',
  clause: 'RFC 9449 §11.1',
  story: 'The attacker reads a whole request, token and proof, and sends it once more.',
  waive: ['dpop.unused'],
  async attempt(place) {
    const { prover, token, resource } = await bound(place)
    const proof = await prover.proof({ method: 'GET', url: resource, token })
    await callWith(place, resource, token, { proof })
    const { status } = await callWith(place, resource, token, { proof })
    return status === 200 ? 'the resource' : undefined
  },
})

attack({
  title: 'DPoP proof for another request',
  clause: 'RFC 9449 §4.3',
  story:
    'The attacker’s own resource server gets a proof, and uses it with the token at another address.',
  waive: ['dpop.address'],
  async attempt(place) {
    const { prover, token, resource } = await bound(place)
    const url = 'https://attacker.example/api'
    const proof = await prover.proof({ method: 'GET', url, token })
    const { status } = await callWith(place, resource, token, { proof })
    return status === 200 ? 'the resource' : undefined
  },
})

attack({
  title: 'DPoP proof for another token',
  clause: 'RFC 9449 §4.3',
  story:
    'The attacker, who ran a script in the client for a moment, has a proof by its key and uses it with a token that he stole elsewhere.',
  waive: ['dpop.token-hash'],
  async attempt(place) {
    const { prover, token, resource } = await bound(place)
    const proof = await prover.proof({ method: 'GET', url: resource, token: 'of-another-day' })
    const { status } = await callWith(place, resource, token, { proof })
    return status === 200 ? 'the resource' : undefined
  },
})

attack({
  title: 'DPoP proof made in advance',
  clause: 'RFC 9449 §11.2',
  story:
    'The attacker, who ran a script in the client for a moment, has it sign a proof for tomorrow.',
  waive: ['dpop.fresh'],
  async attempt(place) {
    const { prover, token, resource } = await bound(place)
    const tomorrow = Math.floor(Date.now() / 1000) + 86_400
    const proof = await prover.proof({ method: 'GET', url: resource, token }, {}, tomorrow)
    const { status } = await callWith(place, resource, token, { proof })
    return status === 200 ? 'the resource' : undefined
  },
})

attack({
  title: 'request object that comes again',
  clause: 'RFC 7519 §4.1.7',
  story:
    'The attacker reads the user’s request object in an address, and begins the same sign-in in his own browser.',
  waive: ['request-object.unused'],
  async attempt(place) {
    const key = await createKey('ES256', 'one')
    const client = await registerClient(place, { jwks: { keys: [key.publicJwk] } })
    const { parameters } = authorizationRequest(place, client)
    const request = await createRequestObject(place, key, parameters)
    return beginTwice(place, { client_id: client.client_id, request })
  },
})

attack({
  title: 'pushed request that comes again',
  clause: 'RFC 9126 §7.3',
  story: 'The attacker reads the request_uri in an address, and opens it after the user.',
  waive: ['pushed-request.unused'],
  async attempt(place) {
    const client = await registerClient(place)
    const { parameters } = authorizationRequest(place, client)
    const { body } = await formRequest(place, client, 'par', parameters)
    const request_uri = String(body['request_uri'])
    return beginTwice(place, { client_id: client.client_id, request_uri })
  },
})

/** Opens the address in the user's browser and then in the attacker's. */
async function beginTwice(place: TestPlace, parameters: Record<string, string>) {
  const address = `${place.issuer}/authorize?${new URLSearchParams(parameters).toString()}`
  await createBrowser(place.trustedFetch).open(address)
  const { text } = await createBrowser(place.trustedFetch).open(address)
  return text.includes('name="password"') ? 'a sign-in by the client’s request' : undefined
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

attack({
  title: 'assertion of a trusted issuer that comes again',
  clause: 'RFC 7523 §5',
  story: 'The attacker’s client gets hold of an assertion that another client has used already.',
  waive: ['jwt-bearer.unused'],
  async attempt(place) {
    const iss = 'https://issuer.example'
    const key = await createKey('ES256', 'one')
    const jwks = { keys: [key.publicJwk] } as Configuration['trustedIssuers'][string]['jwks']
    const { supportedGrantTypes } = await place.control.config.get()
    await configure(place, {
      supportedGrantTypes: [...new Set([...supportedGrantTypes, jwtBearer])],
      trustedIssuers: { [iss]: { userClaim: 'sub', claims: [], jwks } },
    })
    const iat = Math.floor(Date.now() / 1000)
    const own = { iss, sub: 'developer', aud: place.issuer, jti: randomUUID(), iat, exp: iat + 60 }
    const assertion = await new SignJWT(own)
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .sign(key.privateKey)
    noteSecret(assertion, 'assertion')
    const form = { grant_type: jwtBearer, scope: 'my/scope', assertion }
    const ask = async () =>
      tokenRequest(place, await registerClient(place, { grant_types: [jwtBearer] }), form)
    await ask()
    return (await ask()).status === 200 ? 'a token of the user' : undefined
  },
})

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

attack({
  title: 'device code that comes again',
  clause: 'RFC 6749 §5.2',
  story:
    'The attacker reads the device code, waits until the user allowed it, and asks after the device.',
  fence: 'device-code.unused',
  attempt: async (place) => (await askForDevice(place, 2)) ?? undefined,
  honest: (place) => askForDevice(place, 1),
})

/** Whether the last of so many questions of a device brings tokens, after the user allowed it. */
async function askForDevice(place: TestPlace, times: number): Promise<string | undefined> {
  const change = { grant_types: [deviceGrant], redirect_uris: [] }
  const client = await registerPublicClient(place, change)
  const { body } = await formRequest(place, client, 'device_authorization', { scope: 'openid' })
  const browser = createBrowser(place.trustedFetch)
  const page = await browser.open(String(body['verification_uri_complete']))
  const login = await browser.submit(page, { user_code: String(body['user_code']) })
  await allow(browser, await signIn(browser, login), ['openid'])
  const form = { grant_type: deviceGrant, device_code: String(body['device_code']) }
  let status = 0
  for (let n = 0; n < times; n += 1) {
    status = (await tokenRequest(place, client, form)).status
    await place.control.clock.set({ forward: 10 })
  }
  return status === 200 ? 'tokens' : undefined
}

attack({
  title: 'one-time password that comes again',
  clause: 'RFC 6238 §5.2',
  story:
    'The attacker knows the password, looks over the user’s shoulder, and types the same code in the same half minute.',
  fence: 'totp.code',
  attempt: (place) => typeCodes(place, ['now', 'now']),
  honest: (place) => typeCodes(place, ['now', 'next']),
})

/** Signs in with a second factor, each time in another browser; tells whether the last one got on. */
async function typeCodes(place: TestPlace, codes: readonly ('now' | 'next')[]) {
  await place.control.clock.set({ freeze: true })
  const { secret } = await place.control.users.setTotp('developer')
  noteSecret(secret, 'TOTP secret')
  const totp = new TOTP({ secret: Secret.fromBase32(secret), period: 30, digits: 6 })
  const client = await registerClient(place)
  let text = ''
  for (const code of codes) {
    if (code === 'next') await place.control.clock.set({ forward: 30 })
    const timestamp = Date.parse((await place.control.clock.get()).now)
    const browser = createBrowser(place.trustedFetch)
    const login = await browser.open(authorizationRequest(place, client).url)
    const second = await signIn(browser, login)
    text = (await browser.submit(second, { code: totp.generate({ timestamp }) })).text
  }
  return text.includes('value="allow"') ? 'signed in' : undefined
}
