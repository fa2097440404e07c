import { equal, match, ok } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readAnswer, requireRefused } from '../support/answer.ts'
import { createBrowser } from '../support/browser.ts'
import {
  authorizationRequest,
  authorize,
  flowTokens,
  redeem,
  tokenRequest,
} from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { redirectUri } from '../support/place.ts'
import { configure, useLab } from '../support/use-lab.ts'
import { publish, publishedAt } from '../support/publish.ts'
import type { TestPlace } from '../support/use-lab.ts'

const used = useLab()

/** A place that takes such clients, and another sandbox at which the document of one stands. */
async function openDescribed() {
  const [place, publisher] = [await used.sandbox(), await used.sandbox()]
  await configure(place, { clientIdDocuments: true })
  const client_id = publishedAt(publisher)
  const good = { client_id, client_name: 'described', redirect_uris: [redirectUri] }
  const publishHere = (document: unknown, status?: number) => publish(publisher, document, status)
  await publishHere(good)
  return { place, client: { client_id }, good, publish: publishHere }
}

async function requirePage(place: TestPlace, client_id: string, check: string, change = {}) {
  const { url } = authorizationRequest(place, { client_id }, change)
  const page = await createBrowser(place.trustedFetch).open(url)
  equal(page.status, 400)
  ok(page.text.includes(check), `${check}: ${page.text}`)
}

describe('a client whose id is the address of its metadata', () => {
  test('gets tokens like a registered one, and is called by its name', async () => {
    const { place, client } = await openDescribed()
    const { access_token } = await flowTokens(place, client)
    equal(decodeClaims(access_token)['client_id'], client.client_id)
    const { code, verifier } = await authorize(place, client)
    equal((await redeem(place, client, { code, verifier })).status, 200)
    const [found] = await place.control.clients.list({ client_id: client.client_id })
    equal(found?.client_name, 'described')
  })

  test('is unknown unless the setting is on, and the metadata say when it is', async () => {
    const { place, client } = await openDescribed()
    const supported = async () => {
      const metadata = `${place.issuer}/.well-known/openid-configuration`
      const { body } = await readAnswer(place.trustedFetch(metadata))
      return body['client_id_metadata_document_supported']
    }
    equal(await supported(), true)
    await configure(place, { clientIdDocuments: false })
    equal(await supported(), undefined)
    await requirePage(place, client.client_id, 'authorization.client-known')
  })

  test('goes by what its document says now, a minute later', async () => {
    const { place, client, good, publish } = await openDescribed()
    await flowTokens(place, client)
    const moved = 'https://moved.example/callback'
    await publish({ ...good, redirect_uris: [moved] })
    const change = { redirect_uri: moved }
    await requirePage(place, client.client_id, 'redirect-uri.registered', change)
    await place.control.clock.set({ forward: 61 })
    await flowTokens(place, client, change)
    await requirePage(place, client.client_id, 'redirect-uri.registered')
  })

  test('is refused where its document is another’s, has a secret, or is none', async () => {
    const { place, client, good, publish } = await openDescribed()
    for (const [document, check, status = 200] of [
      [{ ...good, client_id: 'https://other.example/client' }, 'client-document.same-id'],
      [{ ...good, client_id: undefined }, 'client-document.same-id'],
      [{ ...good, client_secret: 'for-all-to-read' }, 'client-document.no-secret'],
      [{ ...good, token_endpoint_auth_method: 'client_secret_basic' }, 'client-document.no-secret'],
      [{ ...good, redirect_uris: ['https://a.example/#b'] }, 'client-document.metadata'],
      [[good], 'client-document.fetched'],
      ['<p>', 'client-document.fetched'],
      [{ ...good, contacts: ['c'.repeat(6000)] }, 'client-document.fetched'],
      [good, 'client-document.fetched', 404],
    ] as const) {
      await publish(document, status)
      await requirePage(place, client.client_id, check)
    }
    const form = { grant_type: 'authorization_code', code: 'none', redirect_uri: redirectUri }
    const answer = await tokenRequest(place, client, form)
    requireRefused(answer, 'invalid_client', { check: 'client-document.fetched' })
  })

  test('is nobody at an address inside of a network, without TLS, or written in another way', async () => {
    const { place, client } = await openDescribed()
    await requirePage(place, 'https://169.254.169.254/client', 'client-document.fetched')
    const { host } = new URL(client.client_id)
    for (const id of [
      `http://${host}/client`,
      `https://${host}/`,
      `https://${host}`,
      `https://${host}/a/../client`,
      `https://user@${host}/client`,
      `https://${host}/client#here`,
    ]) {
      await requirePage(place, id, 'client-document.address')
    }
  })

  test('brings no resource of its own, and takes no place of a client that an administrator made', async () => {
    const { place, client, good, publish } = await openDescribed()
    await publish({ ...good, resource: `${place.base}/resserver` })
    await flowTokens(place, client)
    const [found] = await place.control.clients.list({ client_id: client.client_id })
    equal('resource' in found!, false)
    const second = await used.sandbox()
    await configure(second, { clientIdDocuments: true })
    await second.control.clients.create({ ...good, client_name: 'made here' })
    const { url } = authorizationRequest(second, client)
    match((await createBrowser(second.trustedFetch).open(url)).text, /made here/)
  })
})
