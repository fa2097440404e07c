import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  introspect,
  responseOf,
  tokenRequest,
} from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { register, registerClient } from '../support/place.ts'
import { publish } from '../support/publish.ts'
import { configure, useLab } from '../support/use-lab.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** A client whose redirect URI, and so whose sector, is at that host. */
function clientAt(place: TestPlace, host: string, more: object = {}) {
  const redirect_uris = [`https://${host}/callback`]
  return registerClient(place, { subject_type: 'pairwise', redirect_uris, ...more })
}

const at = (host: string) => ({ redirect_uri: `https://${host}/callback` })

/** By what a client knows the user, everywhere the same. */
async function subjectAt(place: TestPlace, host: string, username = 'developer') {
  const client = await clientAt(place, host)
  const tokens = await flowTokens(place, client, at(host), { username })
  const { sub } = decodeClaims(tokens['id_token'])
  const headers = { authorization: `Bearer ${tokens.access_token}` }
  const { body } = await readAnswer(place.trustedFetch(`${place.issuer}/userinfo`, { headers }))
  const inspected = await introspect(place, client, tokens.access_token)
  const everywhere = [body['sub'], decodeClaims(tokens.access_token)['sub'], inspected['sub']]
  deepEqual(everywhere, [sub, sub, sub])
  return { client, tokens, sub: String(sub) }
}

const ownSubject = async ({ control }: TestPlace, username = 'developer') =>
  (await control.users.list()).find((user) => user.username === username)!.sub

describe('pairwise subjects (OpenID Connect Core §8)', () => {
  test('are the same at one host and differ between hosts; none is the user’s own', async () => {
    const place = await used.sandbox()
    const [one, same, other] = [
      await subjectAt(place, 'one.example'),
      await subjectAt(place, 'one.example'),
      await subjectAt(place, 'other.example'),
    ]
    equal(one.sub, same.sub)
    const another = await subjectAt(place, 'one.example', 'superuser')
    const all = [one.sub, other.sub, another.sub, await ownSubject(place)]
    equal(new Set(all).size, all.length)
  })

  test('name who acts in an exchanged token, and who acted before, as its client knows them', async () => {
    const place = await used.sandbox()
    const grantType = 'urn:ietf:params:oauth:grant-type:token-exchange'
    const { supportedGrantTypes } = await place.control.config.get()
    await configure(place, { supportedGrantTypes: [...supportedGrantTypes, grantType] })
    const grant_types = ['authorization_code', grantType]
    const [first, second] = [
      await clientAt(place, 'first.example', { grant_types }),
      await clientAt(place, 'second.example', { grant_types }),
    ]
    const rule = { subjects: 'any', impersonation: true } as const
    const rules = { [first.client_id]: rule, [second.client_id]: rule }
    await configure(place, { tokenExchange: rules })
    const type = 'urn:ietf:params:oauth:token-type:access_token'
    const tokenOf = async (client: typeof first, host: string, username: string) => {
      const { access_token } = await flowTokens(place, client, at(host), { username })
      return { token: access_token, sub: decodeClaims(access_token)['sub'] }
    }
    const exchange = (client: typeof first, token: unknown, actor?: string) =>
      tokenRequest(place, client, {
        grant_type: grantType,
        subject_token: String(token),
        subject_token_type: type,
        ...(actor !== undefined && { actor_token: actor, actor_token_type: type }),
      })
    const user = await tokenOf(first, 'first.example', 'developer')
    const actor = await tokenOf(first, 'first.example', 'superuser')
    const { body } = await exchange(first, user.token, actor.token)
    deepEqual(decodeClaims(body['access_token'])['act'], { sub: actor.sub })

    const known = await tokenOf(second, 'second.example', 'superuser')
    notEqual(known.sub, actor.sub)
    const later = await exchange(second, body['access_token'])
    deepEqual(decodeClaims(later.body['access_token'])['act'], { sub: known.sub })
    const plain = await registerClient(place, { grant_types })
    await configure(place, { tokenExchange: { ...rules, [plain.client_id]: rule } })
    const last = await exchange(plain, later.body['access_token'])
    const act = { sub: await ownSubject(place, 'superuser') }
    deepEqual(decodeClaims(last.body['access_token'])['act'], act)
  })

  test('are not told to a client that registers none: it knows the user’s own', async () => {
    const place = await used.sandbox()
    const { id_token } = await flowTokens(place, await registerClient(place))
    equal(decodeClaims(id_token)['sub'], await ownSubject(place))
    const { body } = await readAnswer(
      place.trustedFetch(`${place.issuer}/.well-known/openid-configuration`),
    )
    deepEqual(body['subject_types_supported'], ['public', 'pairwise'])
  })

  test('name the user in an id_token_hint and in a claim sub that is asked for', async () => {
    const place = await used.sandbox()
    const { client, tokens, sub } = await subjectAt(place, 'one.example')
    const browser = createBrowser(place.trustedFetch)
    await authorize(place, client, at('one.example'), { browser })
    const ask = async (change: Record<string, string>) => {
      const wanted = { ...at('one.example'), prompt: 'none', ...change }
      const { url } = authorizationRequest(place, client, wanted)
      return responseOf(await browser.open(url))
    }
    const claims = (value: string) => ({ claims: JSON.stringify({ id_token: { sub: { value } } }) })
    ok((await ask({ id_token_hint: String(tokens['id_token']) }))['code'])
    ok((await ask(claims(sub)))['code'])
    const another = await subjectAt(place, 'one.example', 'superuser')
    const hint = String(another.tokens['id_token'])
    const own = await ownSubject(place)
    for (const change of [{ id_token_hint: hint }, claims(another.sub), claims(own)]) {
      const { error, error_description = '' } = await ask(change)
      equal(error, 'login_required')
      match(error_description, /another user/)
      ok(!error_description.includes(own))
    }
  })

  test('log out whom the hint names, without a question', async () => {
    const place = await used.sandbox()
    const client = await clientAt(place, 'one.example')
    const browser = createBrowser(place.trustedFetch)
    const { id_token } = await flowTokens(place, client, at('one.example'), { browser })
    const query = new URLSearchParams({ id_token_hint: String(id_token) })
    await browser.open(`${place.issuer}/logout?${query.toString()}`)
    const { url } = authorizationRequest(place, client, { ...at('one.example'), prompt: 'none' })
    equal(responseOf(await browser.open(url))['error'], 'login_required')
  })

  test('end with their user: who comes after by the same name is another one', async () => {
    const place = await used.sandbox()
    const { users } = place.control
    const make = () => users.create({ username: 'short', password: 'short' })
    await make()
    const before = await subjectAt(place, 'one.example', 'short')
    await users.delete('short')
    await make()
    notEqual((await subjectAt(place, 'one.example', 'short')).sub, before.sub)
  })
})

describe('a sector identifier (OpenID Connect Registration §5)', () => {
  test('joins clients at several hosts by the list of their redirect URIs', async () => {
    const [place, publisher] = [await used.sandbox(), await used.sandbox()]
    const redirect_uris = ['https://one.example/callback', 'https://two.example/callback']
    const sector_identifier_uri = await publish(publisher, redirect_uris)
    const client = await clientAt(place, 'one.example', { redirect_uris, sector_identifier_uri })
    const second = await clientAt(place, 'two.example', { sector_identifier_uri })
    const subjects = [
      await flowTokens(place, client, at('one.example')),
      await flowTokens(place, client, at('two.example')),
      await flowTokens(place, second, at('two.example')),
    ].map(({ id_token }) => decodeClaims(id_token)['sub'])
    equal(new Set(subjects).size, 1)
  })

  const refused = async (place: TestPlace, document: object, why: RegExp) => {
    const { status, body } = await register(place, document)
    deepEqual([status, body['error']], [400, 'invalid_client_metadata'])
    match(String(body['error_description']), why)
  }

  test('is needed where redirect URIs are at several hosts, or at none', async () => {
    const place = await used.sandbox()
    const at = (...redirect_uris: string[]) => ({ subject_type: 'pairwise', redirect_uris })
    const why = /subject_type: pairwise needs one host.*Send sector_identifier_uri/
    await refused(place, at('https://one.example/cb', 'https://two.example/cb'), why)
    await refused(place, { ...at('org.example:/cb'), application_type: 'native' }, why)
  })

  test('is refused where its list lacks a redirect URI, is none, or can’t be had', async () => {
    const place = await used.sandbox()
    const uri = 'https://one.example/callback'
    for (const [list, status, why] of [
      [['https://two.example/callback'], 200, /does not list https:\/\/one\.example\/callback/],
      [{ redirect_uris: [uri] }, 200, /is no JSON array/],
      ['<p>', 200, /is no JSON\./],
      [[uri], 404, /answers 404/],
    ] as const) {
      const sector_identifier_uri = await publish(await used.sandbox(), list, status)
      await refused(place, { redirect_uris: [uri], sector_identifier_uri }, why)
    }
    for (const sector_identifier_uri of ['https://169.254.169.254/list', 'http://one.example/']) {
      const why = /sector_identifier_uri: .*(?:asks nobody|Send an https address)/
      await refused(place, { redirect_uris: [uri], sector_identifier_uri }, why)
    }
  })

  test('is refused to a client without an address of its own that the list could hold', async () => {
    const place = await used.sandbox()
    const device = 'urn:ietf:params:oauth:grant-type:device_code'
    const sector_identifier_uri = await publish(await used.sandbox(), [])
    const why = /sector_identifier_uri: .*is for a client with redirect URIs/
    const document = { grant_types: [device], subject_type: 'pairwise', sector_identifier_uri }
    await refused(place, document, why)
    const jwks_uri = 'https://one.example/jwks'
    // Whoever knows the address of a key set has none of its keys.
    await refused(place, { ...document, jwks_uri }, why)
    const signs = { ...document, jwks_uri, token_endpoint_auth_method: 'private_key_jwt' }
    await refused(place, signs, /does not list https:\/\/one\.example\/jwks/)
    const listed = await publish(await used.sandbox(), [jwks_uri])
    equal((await register(place, { ...signs, sector_identifier_uri: listed })).status, 201)
  })

  test('is looked at when an administrator registers a client, too', async () => {
    const place = await used.sandbox()
    const sector_identifier_uri = await publish(await used.sandbox(), [])
    const redirect_uris = ['https://one.example/callback']
    const made = place.control.clients.create({ redirect_uris, sector_identifier_uri })
    await made.then(
      () => ok(false),
      (error: Error) => match(error.message, /does not list https:\/\/one\.example/),
    )
  })
})
