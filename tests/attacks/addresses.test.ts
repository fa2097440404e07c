import { deepEqual, equal } from 'node:assert/strict'
import { createBrowser } from '../protocol/support/browser.ts'
import { authorizationRequest, flowTokens } from '../protocol/support/code-flow.ts'
import { redirectUri, register, registerClient } from '../protocol/support/place.ts'
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
import { publish } from './support/published.ts'

const used = useLab()
const attack = createAttack(used)

/** Where clouds keep credentials, in the ways that an address may be written. */
const inside = [
  'https://169.254.169.254/latest/meta-data',
  'https://[::ffff:a9fe:a9fe]/latest/meta-data',
  'https://2852039166/latest/meta-data',
  'https://0xa9.0xfe.0xa9.0xfe/latest/meta-data',
  'https://[fe80::1]/',
  'https://0.0.0.0/',
]

/** Has the server ask an address; tells what it said of it. */
type Ask = (place: TestPlace, address: string) => Promise<void>

/** Refusals before anybody is asked: by the guard of the fetch, or because the address is not written so. */
const before = /asks nobody|(?:client-document\.address|request-uri\.host|registration\.metadata): /

/**
 * Tries addresses inside of the network, and one that redirects. What the server says of the first
 * tells that it asked nobody: a request that just failed would tell something else.
 */
async function lookInside(place: TestPlace, ask: Ask, document: unknown) {
  for (const [at, address] of inside.entries()) {
    await ask(place, address)
    const said = await lastFailure(place)
    if (!(at === 0 ? /asks nobody/ : before).test(said)) return `a request to ${address}: ${said}`
  }
  const { address, requests } = await publish(await used.sandbox(), document, { redirect: true })
  await ask(place, address)
  const { here, behind } = await requests()
  equal(here > 0, true, 'the server asked the attacker')
  return behind > 0 ? 'a request to where he redirects' : undefined
}

async function lastFailure({ control }: TestPlace): Promise<string> {
  const exchanges = await control.checks({ role: 'authserver' })
  const failed = exchanges.at(-1)!.checks.filter(({ outcome }) => outcome === 'failed')
  return failed.map(({ id, detail }) => `${id}: ${detail}`).join()
}

/** An honest document is read once, where it stands. */
async function readHonest(place: TestPlace, ask: Ask, document: unknown) {
  const { address, requests } = await publish(await used.sandbox(), document)
  await ask(place, address)
  equal(await lastFailure(place), '')
  deepEqual(await requests(), { here: 1, behind: 0 })
  return 'a document'
}

const key = await createKey('ES256', 'one')
const keys = { keys: [key.publicJwk] }

const askKeys: Ask = async (place, jwks_uri) => {
  const change = { jwks: undefined, jwks_uri }
  const { client_id } = await registerSigner(place, [], change).catch(() => ({ client_id: '' }))
  if (client_id === '') return
  await sendAssertion(place, await createAssertion(place, client_id, key))
}

attack({
  title: 'request inside of the network by jwks_uri',
  clause: 'RFC 7591 §5',
  story:
    'The attacker registers a client whose keys are at an address that only the server can reach, and authenticates.',
  fence: 'client-assertion.key-set',
  attempt: (place) => lookInside(place, askKeys, keys),
  honest: (place) => readHonest(place, askKeys, keys),
})

const sector = [redirectUri]
const askSector: Ask = async (place, sector_identifier_uri) => {
  await register(place, { redirect_uris: [redirectUri], sector_identifier_uri })
}

attack({
  title: 'request inside of the network by sector_identifier_uri',
  clause: 'OpenID Connect Registration §5',
  story: 'The attacker registers a client whose list of redirect URIs is at such an address.',
  fence: 'registration.metadata',
  attempt: (place) => lookInside(place, askSector, sector),
  honest: (place) => readHonest(place, askSector, sector),
})

const askLogout: Ask = async (place, backchannel_logout_uri) => {
  const client = await registerClient(place, { backchannel_logout_uri })
  const browser = createBrowser(place.trustedFetch)
  const { id_token } = await flowTokens(place, client, {}, { browser })
  const query = new URLSearchParams({ id_token_hint: String(id_token) })
  await browser.open(`${place.issuer}/logout?${query.toString()}`)
}

attack({
  title: 'request inside of the network by backchannel_logout_uri',
  clause: 'OpenID Connect Back-Channel Logout §2.5',
  story: 'The attacker registers such an address for log-outs, signs in and logs out.',
  fence: 'backchannel-logout.taken',
  attempt: (place) => lookInside(place, askLogout, {}),
  honest: (place) => readHonest(place, askLogout, {}),
})

const askObject: Ask = async (place, address) => {
  const { host } = new URL(address)
  // An address by numbers of IPv6 is no host that the setting takes.
  if (!host.startsWith('[')) await configure(place, { requestUriHosts: [host] })
  const client = await registerClient(place, { jwks: keys, request_uris: [address] })
  const query = new URLSearchParams({ client_id: client.client_id, request_uri: address })
  await createBrowser(place.trustedFetch).open(`${place.issuer}/authorize?${query.toString()}`)
}

attack({
  title: 'request inside of the network by request_uri',
  clause: 'RFC 9101 §10.4.1',
  story:
    'The attacker registers a client with such a request_uri, at a server whose allowed hosts are too many, and begins a sign-in.',
  fence: 'request-uri.fetched',
  attempt: (place) => lookInside(place, askObject, 'x.y.z'),
  async honest(place) {
    const publisher = await used.sandbox()
    const { address } = await publish(publisher, {})
    const client = await registerClient(place, { jwks: keys, request_uris: [address] })
    const { parameters } = authorizationRequest(place, client)
    const request = await createRequestObject(place, key, parameters)
    const { requests } = await publish(publisher, request)
    const { host } = new URL(address)
    await configure(place, { requestUriHosts: [host] })
    const query = new URLSearchParams({ client_id: client.client_id, request_uri: address })
    const page = await createBrowser(place.trustedFetch).open(
      `${place.issuer}/authorize?${query.toString()}`,
    )
    equal((await requests()).here, 1)
    return page.text.includes('name="password"') ? 'a sign-in' : await lastFailure(place)
  },
})

const askDocument: Ask = async (place, client_id) => {
  await configure(place, { clientIdDocuments: true })
  await createBrowser(place.trustedFetch).open(authorizationRequest(place, { client_id }).url)
}

attack({
  title: 'request inside of the network by a client’s document',
  clause: 'OAuth Client ID Metadata Document §6.5',
  story:
    'The attacker begins a sign-in of a client whose id is such an address, without registering anything.',
  fence: 'client-document.fetched',
  attempt: (place) => lookInside(place, askDocument, {}),
  async honest(place) {
    await configure(place, { clientIdDocuments: true })
    const evil = await used.sandbox()
    const { address } = await publish(evil, {})
    const document = { client_id: address, client_name: 'described', redirect_uris: [redirectUri] }
    return readHonestDocument(place, evil, document)
  },
})

async function readHonestDocument(
  place: TestPlace,
  at: TestPlace,
  document: { client_id: string },
) {
  const { requests } = await publish(at, document)
  await askDocument(place, document.client_id)
  equal(await lastFailure(place), '')
  return (await requests()).here > 0 ? 'a sign-in' : undefined
}

attack({
  title: 'request by a picture of the client',
  clause: 'RFC 7591 §5',
  story:
    'The attacker registers a logo, and waits for the server, or the browser of each user at the consent page, to load it.',
  fence: { because: 'logos are not loaded' },
  async attempt(place) {
    const { address, requests } = await publish(await used.sandbox(), {})
    const page = await consentOf(place, { logo_uri: address })
    const policy = page.headers.get('content-security-policy') ?? ''
    const loads = page.text.includes(address) || !/default-src 'none'/.test(policy)
    const { here } = await requests()
    return here > 0 || loads ? 'who signs in where, and when' : undefined
  },
  async honest(place) {
    const page = await consentOf(place, { client_uri: 'https://application.example/about' })
    return /https:\/\/application\.example\/about/.exec(page.text)?.[0]
  },
})

/** The consent page of a client with this metadata. */
async function consentOf(place: TestPlace, metadata: object) {
  const client = await registerClient(place, metadata)
  const browser = createBrowser(place.trustedFetch)
  const login = await browser.open(authorizationRequest(place, client).url)
  return browser.submit(login, { login: 'developer', password: 'test' })
}
