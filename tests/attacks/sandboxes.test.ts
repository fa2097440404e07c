import { X509Certificate } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import {
  createClientAuthority,
  createClientCertificate,
} from '@oauth-lab/kit/certificate-issuer.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { noteSecretsIn } from '../secrets.ts'
import { readAnswer } from '../protocol/support/answer.ts'
import { createBrowser } from '../protocol/support/browser.ts'
import {
  authorizationRequest,
  authorize,
  clientToken,
  flowTokens,
  introspect,
  redeem,
  responseOf,
  tokenRequest,
} from '../protocol/support/code-flow.ts'
import { redirectUri, register, registerClient } from '../protocol/support/place.ts'
import type { RegisteredClient } from '../protocol/support/place.ts'
import { callWith } from '../protocol/support/prover.ts'
import { configure, useLab } from '../protocol/support/use-lab.ts'
import type { TestPlace } from '../protocol/support/use-lab.ts'
import { createAttack } from './support/attack.ts'

const used = useLab({ mtlsPort: 0 })
const attack = createAttack(used)

const ownToken = { grant_type: 'client_credentials', scope: 'my/scope' }
const opened = ({ status }: { status: number }, what: string) => (status === 200 ? what : undefined)

attack({
  title: 'client of another sandbox',
  clause: 'isolation',
  story:
    'The attacker registers a client in a sandbox of his own and authenticates by it in another one.',
  fence: 'client.known',
  async attempt(place) {
    const own = await registerClient(await used.sandbox())
    return opened(await tokenRequest(place, own, ownToken), 'a token')
  },
  honest: async (place) =>
    opened(await tokenRequest(place, await registerClient(place), ownToken), 'a token'),
})

attack({
  title: 'code of another sandbox',
  clause: 'isolation',
  story: 'The attacker, who signs anybody in where he is the administrator, brings the code here.',
  fence: 'code.known',
  async attempt(place) {
    const evil = await used.sandbox()
    const authorization = await authorize(evil, await registerClient(evil))
    return opened(await redeem(place, await registerClient(place), authorization), 'a token')
  },
  async honest(place) {
    const client = await registerClient(place)
    return opened(await redeem(place, client, await authorize(place, client)), 'a token')
  },
})

attack({
  title: 'token of another sandbox at UserInfo',
  clause: 'isolation',
  story: 'The attacker makes a token of a user of the same name where he is the administrator.',
  fence: 'bearer.live',
  attempt: async (place) => readUserInfo(place, await used.sandbox()),
  honest: (place) => readUserInfo(place, place),
})

async function readUserInfo(place: TestPlace, from: TestPlace) {
  const { access_token } = await flowTokens(from, await registerClient(from))
  const url = `${place.issuer}/userinfo`
  return opened(await callWith(place, url, access_token, { scheme: 'Bearer' }), 'claims')
}

attack({
  title: 'token of another sandbox at the resource server',
  clause: 'RFC 9068 §4',
  story: 'The same token, with the audience of the resource server here written into it.',
  fence: 'token.issuer',
  async attempt(place) {
    const evil = await used.sandbox()
    const resource = `${place.base}/resserver`
    await evil.control.policy.waive('resource.known')
    const token = await clientToken(evil, await registerClient(evil), { resource })
    return readResource(place, token)
  },
  honest: async (place) =>
    readResource(place, await clientToken(place, await registerClient(place))),
})

async function readResource(place: TestPlace, token: string) {
  const url = `${place.base}/resserver/protected-resources/`
  return opened(await callWith(place, url, token, { scheme: 'Bearer' }), 'the resource')
}

attack({
  title: 'session of another sandbox',
  clause: 'isolation',
  story:
    'The attacker signs in where the passwords are his, and shows the same cookies here under the names and paths of this place.',
  fence: 'session.present',
  attempt: async (place) => signInSilently(place, await used.sandbox()),
  honest: (place) => signInSilently(place, place),
})

async function signInSilently(place: TestPlace, from: TestPlace) {
  const client = await registerClient(place)
  const browser = createBrowser(place.trustedFetch)
  await authorize(from, from === place ? client : await registerClient(from), {}, { browser })
  const { url } = authorizationRequest(place, client, { prompt: 'none' })
  return responseOf(await browser.open(url))['code']
}

attack({
  title: 'administrator of another sandbox',
  clause: 'isolation',
  story:
    'The attacker signs in as the administrator of his own sandbox and reads the users of another one.',
  fence: { because: 'tokens of an administrator are of one sandbox' },
  attempt: async (place) => readUsers(place, await used.sandbox()),
  honest: (place) => readUsers(place, place),
})

async function readUsers(place: TestPlace, from: TestPlace) {
  const session = await readAnswer(
    place.trustedFetch(`${from.base}/control/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
    }),
  )
  const headers = { authorization: `Bearer ${String(session.body['access_token'])}` }
  const users = await place.trustedFetch(`${place.base}/authserver/admin/api/users`, { headers })
  return users.status === 200 ? 'all users' : undefined
}

attack({
  title: 'registration of somebody’s resource',
  clause: 'RFC 7591 §5',
  story:
    'The attacker registers a client as the resource server at an address that is another’s, and introspects the tokens that users show there.',
  waive: ['registration.resource-free'],
  async attempt(place) {
    const resource = 'https://api.example/'
    await register(place, { client_name: 'honest', grant_types: [], resource })
    const own = await register(place, {
      client_name: 'mallory',
      grant_types: [],
      redirect_uris: [redirectUri],
      resource,
    })
    if (own.status !== 201) return undefined
    const token = await clientToken(place, await registerClient(place), { resource })
    const told = await introspect(place, own.body as unknown as RegisteredClient, token)
    return told['active'] === true ? 'what each token is good for' : undefined
  },
})

attack({
  title: 'flood of registrations',
  clause: 'RFC 7591 §5',
  story: 'The attacker registers clients until those of others go for want of room.',
  fence: { because: 'a client with a token that lives stays' },
  attempt: async (place) =>
    (await useBesideFlood(place)) === undefined ? 'somebody locked out' : undefined,
  honest: (place) => useBesideFlood(place),
})

/** Whether a client that is in use gets its tokens when many have been registered beside it. */
async function useBesideFlood(place: TestPlace): Promise<string | undefined> {
  await configure(place, { selfRegisteredClients: 3 })
  const client = await registerClient(place)
  await tokenRequest(place, client, ownToken)
  for (let n = 0; n < 6; n += 1) await register(place, { grant_types: ['client_credentials'] })
  return opened(await tokenRequest(place, client, ownToken), 'a token')
}

interface Call {
  url: string
  clientId: string
  shows?: KeyedCertificate
  headers?: Record<string, string>
}

/** A token request over a connection of its own, with a certificate or without. */
function askWith({ url, clientId, shows, headers = {} }: Call): Promise<{ status: number }> {
  const body = new URLSearchParams({ ...ownToken, client_id: clientId }).toString()
  const form = { 'content-type': 'application/x-www-form-urlencoded' }
  const certificate = shows && { cert: shows.certificate, key: shows.key }
  const options = { ca: used.lab.ca, agent: false, method: 'POST', ...certificate }
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      url,
      { ...options, headers: { ...form, ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => (text += part))
        response.on('end', () => {
          noteSecretsIn(Object.entries(JSON.parse(text) as object))
          resolve({ status: response.statusCode ?? 0 })
        })
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

/** A client that authenticates by a certificate, and where. */
async function openCertified(place: TestPlace) {
  const authority = await createClientAuthority()
  await configure(place, { clientCertificateAuthorities: [authority.certificate] })
  const own = await createClientCertificate(authority, {
    subject: 'CN=mine',
    names: [],
    begins: new Date(Date.now() - 3600_000),
    ends: new Date(Date.now() + 3600_000),
  })
  const { client_id } = await registerClient(place, {
    token_endpoint_auth_method: 'tls_client_auth',
    tls_client_auth_subject_dn: 'CN=mine',
  })
  const found = await readAnswer(
    place.trustedFetch(`${place.issuer}/.well-known/openid-configuration`),
  )
  const aliases = found.body['mtls_endpoint_aliases'] as Record<string, string>
  return { own, client_id, usual: `${place.issuer}/token`, mutual: aliases['token_endpoint']! }
}

attack({
  title: 'forged certificate header',
  clause: 'RFC 9700 §4.13',
  story:
    'The attacker knows the client’s certificate, which is public, and sends it in the headers by which web servers hand certificates on.',
  fence: 'client-certificate.shown',
  async attempt(place) {
    const { own, client_id, usual, mutual } = await openCertified(place)
    const { raw } = new X509Certificate(own.certificate)
    const forged = [
      { 'client-cert': `:${raw.toString('base64')}:` },
      { 'Client-Cert': `:${raw.toString('base64')}:`, connection: 'close, client-cert' },
      { 'x-forwarded-client-cert': encodeURIComponent(own.certificate) },
    ]
    for (const url of [usual, mutual]) {
      for (const headers of forged) {
        const gain = opened(await askWith({ url, clientId: client_id, headers }), 'its token')
        if (gain) return gain
      }
    }
    return undefined
  },
  async honest(place) {
    const { own, client_id, mutual } = await openCertified(place)
    return opened(await askWith({ url: mutual, clientId: client_id, shows: own }), 'its token')
  },
})

/** Texts on which a careless regular expression works for hours. */
const slow = (size: number): string[] => [
  `${'a'.repeat(size)}!`,
  `${' '.repeat(size)}x`,
  `${'a,'.repeat(size / 2)}"`,
  `${'%41'.repeat(size / 3)}%`,
  `${'a=b; '.repeat(size / 5)}"`,
  `${'a/'.repeat(size / 2)}..`,
  `https://${'a.'.repeat(size / 2)}!`,
  `"${'\\"'.repeat(size / 2)}`,
  'ey.'.repeat(size / 3),
]

attack({
  title: 'text on which a parser works for hours',
  clause: 'CWE-1333',
  story:
    'The attacker sends long texts of repeated letters wherever text is read, and waits until the server answers nobody any more.',
  fence: { because: 'sizes are bounded, expressions are linear' },
  async attempt(place) {
    const { issuer, base, trustedFetch } = place
    const to = (path: string, init: RequestInit) => {
      // No attack gains anything in that time but by making the server work for hours.
      const signal = AbortSignal.timeout(60_000)
      return trustedFetch(path, { ...init, redirect: 'manual', signal }).then(
        ({ status }) => status,
      )
    }
    const post = (path: string, body: URLSearchParams) => to(path, { method: 'POST', body })
    const statuses: number[] = []
    for (const text of slow(6000)) {
      for (const scheme of ['Bearer', 'Basic', 'DPoP', '']) {
        const headers = { authorization: `${scheme} ${text}`.trim(), dpop: text, cookie: text }
        statuses.push(await to(`${base}/resserver/protected-resources/`, { headers }))
        statuses.push(await to(`${issuer}/token`, { method: 'POST', headers }))
      }
      const query = new URLSearchParams({ client_id: text, scope: text }).toString()
      statuses.push(await to(`${issuer}/authorize?${query}`, {}))
    }
    for (const text of slow(60_000)) {
      const fields = ['scope', 'code', 'code_verifier', 'client_assertion', 'resource', 'user_code']
      const form = new URLSearchParams(fields.map((name): [string, string] => [name, text]))
      statuses.push(await post(`${issuer}/token`, form))
      statuses.push(await post(`${base}/authserver/device`, form))
      const metadata = {
        redirect_uris: [text, `https://${text}`],
        scope: text,
        client_name: text,
        jwks_uri: text,
        contacts: [text],
      }
      const headers = { 'content-type': 'application/json' }
      const body = JSON.stringify(metadata)
      statuses.push(await to(`${issuer}/register`, { method: 'POST', headers, body }))
    }
    const failed = statuses.find((status) => status >= 500)
    return failed === undefined ? undefined : `an answer ${failed}`
  },
  honest: async (place) =>
    opened(await tokenRequest(place, await registerClient(place), ownToken), 'an answer'),
})
