import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import { after, before, suite, test } from 'node:test'
import {
  createClientAuthority,
  createClientCertificate,
} from '@oauth-lab/kit/certificate-issuer.ts'
import type { ClientSubject } from '@oauth-lab/kit/certificate-issuer.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { certifiedKey } from '@oauth-lab/kit/public-key.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { openTestLab, runningLabFile } from '../../test-lab.ts'
import type { TestLab } from '../../test-lab.ts'
import { requireRefused } from '../support/answer.ts'
import type { Answer } from '../support/answer.ts'
import { authorize, basic, introspect } from '../support/code-flow.ts'
import { decodeClaims } from '../support/decode-claims.ts'
import { embeddedOnly } from '../support/embedded-only.ts'
import { register, registerClient } from '../support/place.ts'
import { createProver } from '../support/prover.ts'
import { createAssertion, createKey, registerSigner } from '../support/signing-client.ts'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'

const lab = await openTestLab(runningLabFile() === undefined ? { mtlsPort: 0 } : undefined)
after(() => lab.stop())
const metadata = await metadataOf(lab)
const hasPlace = metadata.mtls_endpoint_aliases !== undefined
const options = hasPlace ? {} : { skip: 'the lab has no place where clients show certificates' }
const embedded = embeddedOnly('starts a lab without a port for certificates')
const day = 24 * 3600_000

/** An authority that makes certificates for clients. */
async function createAuthority() {
  const root = await createClientAuthority()
  return {
    certificate: root.certificate,
    issue: (subject: string, names: Names = [], ends = new Date(Date.now() + day)) =>
      createClientCertificate(root, {
        subject,
        names,
        begins: new Date(Date.now() - 2 * day),
        ends,
      }),
  }
}

type Names = NonNullable<ClientSubject['names']>

function thumbprintOf({ certificate }: KeyedCertificate): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url')
}

interface Call {
  url: string
  shows?: KeyedCertificate
  form?: Record<string, string>
  headers?: Record<string, string>
}

/** Where clients of the lab show their certificates, as the metadata say it. */
async function metadataOf({ issuer, trustedFetch }: TestLab) {
  const found = await trustedFetch(`${issuer}/.well-known/openid-configuration`)
  return (await found.json()) as Record<string, unknown> & {
    mtls_endpoint_aliases?: Record<string, string>
  }
}

suite('mutual TLS (RFC 8705)', options, () => {
  let authority: Awaited<ReturnType<typeof createAuthority>>
  const aliases = () => metadata.mtls_endpoint_aliases!
  /** What the address of the lab or sandbox is there. */
  const base = () => aliases()['token_endpoint']!.replace('/authserver/oauth2/token', '')
  const tokenForm = { grant_type: 'client_credentials', scope: 'my/scope' }

  before(async () => {
    authority = await createAuthority()
    const clientCertificateAuthorities = [authority.certificate]
    await lab.control.config.put({
      ...(await lab.control.config.get()),
      clientCertificateAuthorities,
    })
  })

  /** Sends a request over a connection of its own, with a certificate or without. */
  const send = ({ url, shows, form, headers = {} }: Call): Promise<Answer> => {
    const body = form && new URLSearchParams(form).toString()
    if (form) noteSecretsIn(Object.entries(form))
    const { host, hostname } = new URL(url)
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        url,
        {
          ca: lab.ca,
          agent: false,
          // Where the lab is reached from here: its name need not resolve.
          hostname: lab.address,
          servername: hostname,
          method: body === undefined ? 'GET' : 'POST',
          ...(shows && { cert: shows.certificate, key: shows.key }),
          headers: {
            host,
            ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
            ...headers,
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (part: string) => (text += part))
          response.on('end', () => {
            const answer = JSON.parse(text) as Answer['body']
            noteSecretsIn(Object.entries(answer))
            const all = new Headers(response.headers as Record<string, string>)
            resolve({ status: response.statusCode ?? 0, headers: all, body: answer })
          })
          response.on('error', reject)
        },
      )
      request.on('error', reject)
      request.end(body)
    })
  }
  const tokenOf = (
    clientId: string,
    shows: KeyedCertificate | undefined,
    more: Partial<Call> = {},
  ): Promise<Answer> =>
    send({
      url: aliases()['token_endpoint']!,
      ...(shows && { shows }),
      form: { ...tokenForm, client_id: clientId },
      ...more,
    })
  const registerTls = async (change: object) =>
    (await registerClient(lab, { token_endpoint_auth_method: 'tls_client_auth', ...change }))
      .client_id
  const requireUnauthenticated = async (answer: Answer, precise: string) => {
    requireRefused(answer, 'invalid_client', { check: 'client.authenticated' })
    const last = (await lab.control.checks({ role: 'authserver' })).at(-1)!
    deepEqual(
      last.checks.filter(({ outcome }) => outcome === 'failed').map(({ id }) => id),
      [precise],
    )
  }

  test('the metadata name a place of its own for each direct endpoint', () => {
    const usual = new URL(lab.issuer)
    for (const name of ['token_endpoint', 'revocation_endpoint', 'userinfo_endpoint']) {
      const alias = new URL(aliases()[name]!)
      equal(alias.pathname, new URL(String(metadata[name])).pathname)
      equal(alias.hostname, usual.hostname)
      ok(alias.port !== usual.port)
    }
    equal(aliases()['authorization_endpoint'], undefined)
    equal(metadata['tls_client_certificate_bound_access_tokens'], true)
    const methods = metadata['token_endpoint_auth_methods_supported'] as string[]
    ok(methods.includes('tls_client_auth') && methods.includes('self_signed_tls_client_auth'))
  })

  const subjects: [
    string,
    string,
    Parameters<Awaited<ReturnType<typeof createAuthority>>['issue']>,
  ][] = [
    [
      'tls_client_auth_subject_dn',
      'CN=My Client,O=Example\\, Inc.,C=DE',
      ['CN=my  client, O=Example\\, Inc., C=DE'],
    ],
    [
      'tls_client_auth_san_dns',
      'client.example',
      ['CN=a', [{ type: 'dns', value: 'Client.example' }]],
    ],
    [
      'tls_client_auth_san_uri',
      'https://client.example/a',
      ['CN=a', [{ type: 'url', value: 'https://client.example/a' }]],
    ],
    [
      'tls_client_auth_san_ip',
      '2001:db8::1',
      ['CN=a', [{ type: 'ip', value: '2001:db8:0:0:0:0:0:1' }]],
    ],
    [
      'tls_client_auth_san_email',
      'client@example.com',
      ['CN=a', [{ type: 'email', value: 'client@Example.com' }]],
    ],
  ]
  for (const [member, value, certificate] of subjects) {
    test(`tls_client_auth by ${member}: that subject alone`, async () => {
      const id = await registerTls({ [member]: value })
      const good = await tokenOf(id, await authority.issue(...certificate))
      equal(good.status, 200, JSON.stringify(good.body))
      const other = await authority.issue('CN=other', [{ type: 'dns', value: 'other.example' }])
      await requireUnauthenticated(await tokenOf(id, other), 'client-certificate.subject')
    })
  }

  test('without a certificate, of another authority, or after its end the client is refused', async () => {
    const id = await registerTls({ tls_client_auth_subject_dn: 'CN=mine' })
    await requireUnauthenticated(await tokenOf(id, undefined), 'client-certificate.shown')
    const stranger = await (await createAuthority()).issue('CN=mine')
    await requireUnauthenticated(await tokenOf(id, stranger), 'client-certificate.authority')
    const own = await authority.issue('CN=mine')
    await lab.control.clock.set({ forward: 2 * 24 * 3600 })
    try {
      await requireUnauthenticated(await tokenOf(id, own), 'client-certificate.fresh')
    } finally {
      await lab.control.clock.set({ offset: 0 })
    }
  })

  test('a certificate that has ended in real time is refused, by nginx itself where it is the web server', async () => {
    const id = await registerTls({ tls_client_auth_subject_dn: 'CN=mine' })
    const ended = await authority.issue('CN=mine', [], new Date(Date.now() - day))
    const answer = await tokenOf(id, ended)
    if (runningLabFile() === undefined) {
      await requireUnauthenticated(answer, 'client-certificate.fresh')
    } else {
      deepEqual([answer.status, answer.body['error']], [400, 'bad_certificate'])
    }
  })

  test('at the usual port nobody is asked for a certificate, and a forged header counts nowhere', async () => {
    const id = await registerTls({ tls_client_auth_subject_dn: 'CN=mine' })
    const own = await authority.issue('CN=mine')
    const usual = String(metadata['token_endpoint'])
    await requireUnauthenticated(await tokenOf(id, own, { url: usual }), 'client-certificate.shown')
    const der = new X509Certificate(own.certificate).raw.toString('base64')
    for (const url of [usual, aliases()['token_endpoint']!]) {
      const headers = { 'client-cert': `:${der}:` }
      const forged = await tokenOf(id, undefined, { url, headers })
      await requireUnauthenticated(forged, 'client-certificate.shown')
    }
    equal((await tokenOf(id, own)).status, 200)
  })

  test('self_signed_tls_client_auth: a registered certificate alone', async () => {
    const make = () => createClientCertificate(undefined, { subject: 'CN=own' })
    const [own, other] = [await make(), await make()]
    const { client_id: id } = await registerClient(lab, {
      token_endpoint_auth_method: 'self_signed_tls_client_auth',
      jwks: { keys: [certifiedKey(own.certificate)] },
    })
    equal((await tokenOf(id, own)).status, 200)
    await requireUnauthenticated(await tokenOf(id, other), 'client-certificate.registered')
  })

  test('tokens are bound to the certificate: the resource server and introspection say so', async () => {
    const id = await registerTls({
      tls_client_auth_subject_dn: 'CN=bound',
      tls_client_certificate_bound_access_tokens: true,
    })
    const [own, other] = [await authority.issue('CN=bound'), await authority.issue('CN=bound')]
    const { body } = await tokenOf(id, own)
    const cnf = { 'x5t#S256': thumbprintOf(own) }
    equal(body['token_type'], 'Bearer')
    deepEqual(decodeClaims(body['access_token'])['cnf'], cnf)
    const url = `${base()}/resserver/protected-resources/`
    const headers = { authorization: `Bearer ${String(body['access_token'])}` }
    equal((await send({ url, shows: own, headers })).status, 200)
    const usual = `${lab.base}/resserver/protected-resources/`
    for (const call of [{ url, shows: other }, { url }, { url: usual, shows: own }]) {
      const refused = await send({ ...call, headers })
      equal(refused.status, 401)
      equal(refused.body['check'], 'certificate.of-token')
      match(refused.headers.get('www-authenticate')!, /^Bearer .*error="invalid_token"/)
    }
  })

  test('a user’s bound token opens UserInfo with its certificate alone; the resource says that it takes such tokens', async () => {
    const client = await registerClient(lab, { tls_client_certificate_bound_access_tokens: true })
    const own = await authority.issue('CN=any')
    const { code, verifier, parameters } = await authorize(lab, client)
    noteSecret(code, 'code')
    const { body } = await send({
      url: aliases()['token_endpoint']!,
      shows: own,
      form: {
        grant_type: 'authorization_code',
        code,
        redirect_uri: parameters['redirect_uri']!,
        code_verifier: verifier,
      },
      headers: { authorization: basic(client.client_id, client.client_secret) },
    })
    const url = aliases()['userinfo_endpoint']!
    const headers = { authorization: `Bearer ${String(body['access_token'])}` }
    const told = await send({ url, shows: own, headers })
    deepEqual([told.status, told.body['sub']], [200, decodeClaims(body['id_token'])['sub']])
    for (const call of [{ url, shows: await authority.issue('CN=any') }, { url }]) {
      requireRefused(await send({ ...call, headers }), 'invalid_token', {
        status: 401,
        check: 'certificate.of-token',
      })
    }
    const path = `${new URL(lab.base).pathname.replace(/\/$/, '')}/resserver/protected-resources/`
    const { body: resource } = await send({
      url: `${lab.origin}/.well-known/oauth-protected-resource${path}`,
    })
    equal(resource['tls_client_certificate_bound_access_tokens'], true)
  })

  test('a client with a secret may have its tokens bound, too, and by DPoP besides', async () => {
    const change = { tls_client_certificate_bound_access_tokens: true }
    const client = await registerClient(lab, change)
    const authorization = basic(client.client_id, client.client_secret)
    const url = aliases()['token_endpoint']!
    const own = await authority.issue('CN=any')
    const prover = await createProver()
    const dpop = await prover.proof({ method: 'POST', url })
    const { body } = await send({
      url,
      shows: own,
      form: tokenForm,
      headers: { authorization, dpop },
    })
    equal(body['token_type'], 'DPoP', JSON.stringify(body))
    const cnf = { jkt: prover.jkt, 'x5t#S256': thumbprintOf(own) }
    deepEqual((await introspect(lab, client, body['access_token']))['cnf'], cnf)
    const bare = await send({ url, form: tokenForm, headers: { authorization } })
    requireRefused(bare, 'invalid_request', { check: 'certificate.for-token' })
  })

  test('with senderConstraint certificate each token is bound to one, and a DPoP proof alone will not do', async () => {
    const before = await lab.control.config.get()
    await lab.control.config.put({ ...before, senderConstraint: 'certificate' })
    try {
      const client = await registerClient(lab)
      const authorization = basic(client.client_id, client.client_secret)
      const url = aliases()['token_endpoint']!
      const own = await authority.issue('CN=any')
      const call = { url, form: tokenForm, headers: { authorization } }
      const { body } = await send({ ...call, shows: own })
      const cnf = { 'x5t#S256': thumbprintOf(own) }
      deepEqual(decodeClaims(body['access_token'])['cnf'], cnf)
      const dpop = await (await createProver()).proof({ method: 'POST', url })
      for (const headers of [{ authorization }, { authorization, dpop }]) {
        const refused = await send({ ...call, headers })
        requireRefused(refused, 'invalid_request', { check: 'access-token.bound' })
      }
    } finally {
      await lab.control.config.put(before)
    }
  })

  test('a client assertion may be for the endpoint there, and for no other place', async () => {
    const key = await createKey('ES256', 'one')
    const { client_id } = await registerSigner(lab, [key], { grant_types: ['client_credentials'] })
    const sent = async (aud: string) => {
      const client_assertion = await createAssertion(lab, client_id, key, { claims: { aud } })
      const client_assertion_type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
      const form = { ...tokenForm, client_assertion, client_assertion_type }
      return send({ url: aliases()['token_endpoint']!, form })
    }
    for (const aud of [aliases()['token_endpoint']!, `${lab.issuer}/token`, lab.issuer]) {
      equal((await sent(aud)).status, 200, aud)
    }
    const elsewhere = 'https://elsewhere.example/authserver/oauth2/token'
    await requireUnauthenticated(await sent(elsewhere), 'client-assertion.audience')
  })

  test('a registration names one subject', async () => {
    const method = {
      token_endpoint_auth_method: 'tls_client_auth',
      redirect_uris: ['https://a.example/'],
    }
    const two = { tls_client_auth_san_dns: 'a.example', tls_client_auth_san_ip: '192.0.2.1' }
    for (const change of [{}, two]) {
      const { status, body } = await register(lab, { ...method, ...change })
      equal(status, 400)
      match(String(body['error_description']), /takes one member/)
    }
  })

  embedded.test('a lab without that port takes no such method', async () => {
    const plain = await startLab()
    try {
      const { status, body } = await register(plain, {
        token_endpoint_auth_method: 'tls_client_auth',
        redirect_uris: ['https://a.example/'],
        tls_client_auth_san_dns: 'a.example',
      })
      equal(status, 400)
      match(String(body['error_description']), /--mtls-port/)
      const found = await plain.trustedFetch(`${plain.issuer}/.well-known/openid-configuration`)
      equal(
        ((await found.json()) as object as Record<string, unknown>)['mtls_endpoint_aliases'],
        undefined,
      )
    } finally {
      await plain.stop()
    }
  })
})
