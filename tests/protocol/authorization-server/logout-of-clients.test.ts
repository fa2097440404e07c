import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { text } from 'node:stream/consumers'
import { describe, test } from 'node:test'
import {
  compactDecrypt,
  createRemoteJWKSet,
  customFetch,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  jwtVerify,
} from 'jose'
import type { TestLab } from '../../test-lab.ts'
import { noteSecret } from '../../secrets.ts'
import { requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import type { Browser } from '../support/browser.ts'
import { flowTokens } from '../support/code-flow.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { openProgram } from '../support/external-program.ts'
import { redirectUri, register, registerClient } from '../support/place.ts'
import { checksOf, useLab } from '../support/use-lab.ts'

const used = useLab()
type Place = Pick<TestLab, 'base' | 'issuer' | 'trustedFetch'>

/** A program in the web client's place, which answers each logout token with the next of these. */
async function openReceiver(...statuses: number[]) {
  const tokens: string[] = []
  const program = await openProgram('client', async (request, response) => {
    const token = new URLSearchParams(await text(request)).get('logout_token') ?? ''
    noteSecret(token, 'logout_token')
    tokens.push(token)
    response.writeHead(statuses[tokens.length - 1] ?? 200).end()
  })
  const { lab } = program
  const address = `${lab.base}/client/backchannel-logout`
  return { ...program, tokens, address, client: await registerClient(lab, atBack(address)) }
}

const atBack = (backchannel_logout_uri: string) => ({ backchannel_logout_uri })

const logOut = (place: Place, browser: Browser, idToken: unknown, more = {}) => {
  const query = new URLSearchParams({ id_token_hint: String(idToken), ...more })
  return browser.open(`${place.issuer}/logout?${query.toString()}`)
}

const embedded = embeddedOnly('the receiver stands in the place of a role of its own lab')

embedded.suite('back-channel logout', () => {
  test('tells each client of the session by a logout token, once', async () => {
    await using receiver = await openReceiver()
    const { lab, client, tokens } = receiver
    const browser = createBrowser(lab.trustedFetch)
    const { id_token } = await flowTokens(lab, client, {}, { browser })
    const other = await registerClient(lab)
    const { id_token: hint } = await flowTokens(lab, other, {}, { browser })
    const page = await logOut(lab, browser, hint)
    match(page.text, /test application[^]*ended its session/)
    equal(tokens.length, 1)
    const fetch = lab.trustedFetch as never
    const keys = createRemoteJWKSet(new URL(`${lab.issuer}/jwks`), { [customFetch]: fetch })
    const { payload } = await jwtVerify(tokens[0]!, keys, {
      issuer: lab.issuer,
      audience: client.client_id,
      typ: 'logout+jwt',
    })
    const { sub, sid } = decodeJwt(String(id_token))
    deepEqual([payload.sub, payload['sid']], [sub, sid])
    deepEqual(payload['events'], { 'http://schemas.openid.net/event/backchannel-logout': {} })
    ok(payload.jti)
    equal(payload.exp! - payload.iat!, 120)
    equal('nonce' in payload, false)
    await logOut(lab, browser, hint)
    equal(tokens.length, 1)
  })

  test('asks a client that fails three times, and tells what came of it', async () => {
    await using receiver = await openReceiver(503, 500, 502)
    const { lab, client, tokens } = receiver
    const browser = createBrowser(lab.trustedFetch)
    const { id_token } = await flowTokens(lab, client, {}, { browser })
    const page = await logOut(lab, browser, id_token)
    equal(tokens.length, 3)
    match(page.text, /was asked 3 times: It answered 502/)
    deepEqual(await checksOf(lab, '/logout'), ['backchannel-logout.taken'])
  })

  test('takes the second answer, and does not ask again who refuses the token', async () => {
    await using receiver = await openReceiver(503, 200, 400)
    const { lab, client, tokens } = receiver
    const browser = createBrowser(lab.trustedFetch)
    for (const asked of [2, 3]) {
      const { id_token } = await flowTokens(lab, client, {}, { browser })
      await logOut(lab, browser, id_token)
      equal(tokens.length, asked)
    }
    deepEqual(await checksOf(lab, '/logout'), ['backchannel-logout.taken'])
  })

  test('tells by an encrypted token whom ID tokens are encrypted to, with iss in its header', async () => {
    await using receiver = await openReceiver()
    const { lab, address, tokens } = receiver
    const { publicKey, privateKey } = await generateKeyPair('RSA-OAEP-256')
    const client = await registerClient(lab, {
      ...atBack(address),
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      jwks: { keys: [await exportJWK(publicKey)] },
    })
    const browser = createBrowser(lab.trustedFetch)
    await flowTokens(lab, client, {}, { browser })
    const { id_token: hint } = await flowTokens(lab, await registerClient(lab), {}, { browser })
    await logOut(lab, browser, hint)
    const { plaintext, protectedHeader } = await compactDecrypt(tokens[0]!, privateKey)
    const inner = Buffer.from(plaintext).toString()
    noteSecret(inner, 'logout_token')
    deepEqual([protectedHeader.typ, protectedHeader['iss']], ['logout+jwt', lab.issuer])
    deepEqual(decodeJwt(inner).aud, client.client_id)
  })

  test('tells nothing in the clear to a client whose key is gone, and the log-out goes on', async () => {
    await using receiver = await openReceiver()
    const { lab, client, tokens } = receiver
    const browser = createBrowser(lab.trustedFetch)
    const { id_token: hint } = await flowTokens(lab, client, {}, { browser })
    await lab.control.clients.update(client.client_id, {
      id_token_encrypted_response_alg: 'RSA-OAEP-256',
      jwks_uri: `${lab.base}/nowhere`,
    })
    const page = await logOut(lab, browser, hint)
    equal(tokens.length, 0)
    match(page.text, /test application.*was not asked: .*no key to which/s)
    deepEqual(await checksOf(lab, '/logout'), ['encryption-key.found'])
  })

  test('is of one session while its user signs in again', async () => {
    await using receiver = await openReceiver()
    const { lab, client, tokens } = receiver
    const browser = createBrowser(lab.trustedFetch)
    const first = await flowTokens(lab, client, {}, { browser })
    const second = await flowTokens(lab, client, { prompt: 'login' }, { browser })
    const sidOf = (of: Record<string, unknown>) => decodeJwt(String(of['id_token']))['sid']
    equal(sidOf(second), sidOf(first))
    await logOut(lab, browser, second['id_token'])
    equal(decodeJwt(tokens[0]!)['sid'], sidOf(first))
  })
})

describe('front-channel logout', () => {
  const uri = 'https://application.example/gone?x=1'
  const goodbye = 'https://application.example/goodbye'

  test('loads the client’s address with iss and sid in a frame, and then goes on', async () => {
    const { lab } = used
    const client = await registerClient(lab, {
      frontchannel_logout_uri: uri,
      post_logout_redirect_uris: [goodbye],
    })
    const browser = createBrowser(lab.trustedFetch)
    const { id_token } = await flowTokens(lab, client, {}, { browser })
    const page = await logOut(lab, browser, id_token, { post_logout_redirect_uri: goodbye })
    const { sid } = decodeJwt(String(id_token))
    const [, src = ''] = /<iframe [^>]*src="([^"]*)"/.exec(page.text) ?? []
    const { searchParams } = new URL(src.replaceAll('&amp;', '&'))
    deepEqual(Object.fromEntries(searchParams), { x: '1', iss: lab.issuer, sid })
    match(
      page.headers.get('content-security-policy') ?? '',
      /frame-src https:\/\/application\.example;/,
    )
    equal(page.headers.get('refresh'), `2; url=${goodbye}`)
  })

  test('frames nothing for a client that asked for none', async () => {
    const { lab } = used
    const client = await registerClient(lab)
    const browser = createBrowser(lab.trustedFetch)
    const { id_token } = await flowTokens(lab, client, {}, { browser })
    const page = await logOut(lab, browser, id_token)
    equal(/<iframe/.test(page.text), false)
    equal(page.headers.get('refresh'), null)
  })

  test('is refused at another origin than the redirect URIs, and so is a fragment', async () => {
    for (const wrong of [
      { frontchannel_logout_uri: 'https://elsewhere.example/gone' },
      { frontchannel_logout_uri: `${redirectUri}#x` },
      { backchannel_logout_uri: 'https://application.example/gone#x' },
      { backchannel_logout_uri: 'http://application.example/gone' },
    ]) {
      const answer = await register(used.lab, { redirect_uris: [redirectUri], ...wrong })
      requireRefused(answer, 'invalid_client_metadata')
    }
  })
})
