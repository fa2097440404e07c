import { deepEqual, equal, match, notEqual } from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { before, describe, test } from 'node:test'
import { administer } from './support/administer.ts'
import type { Answer } from './support/answer.ts'
import { authorize, clientToken } from './support/code-flow.ts'
import { redirectUri, registerClient } from './support/place.ts'
import type { Place, RegisteredClient } from './support/place.ts'
import { callWith, createProver, proofRequest } from './support/prover.ts'
import type { Prover, ProofChange } from './support/prover.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()

const plain = 'resserver/protected-resources/'
const delegated = 'resserver/protected-resources-delegated/'

/** A token that is bound to the key: a client's own, or a user's. */
async function boundToken(
  place: Place,
  client: RegisteredClient,
  by: Prover,
  form: Record<string, string> = { grant_type: 'client_credentials', scope: 'my/scope' },
): Promise<string> {
  const proof = await by.proof({ method: 'POST', url: `${place.issuer}/token` })
  const { body } = await proofRequest(place, client, { form, proof })
  equal(body['token_type'], 'DPoP')
  return String(body['access_token'])
}

/** Reads a resource with a new proof of the key. */
async function read(
  place: Place,
  by: Prover,
  token: string,
  { path = plain, ...change }: ProofChange & { path?: string } = {},
): Promise<Answer> {
  const url = `${place.base}/${path}`
  return callWith(place, url, token, {
    proof: await by.proof({ method: 'GET', url, token }, change),
  })
}

function requireCheck(answer: Answer, check: string, error: string, scheme = 'DPoP'): void {
  equal(answer.body['check'], check)
  equal(answer.status, 401)
  match(
    answer.headers.get('www-authenticate')!,
    new RegExp(`^${scheme} realm="[^"]+", error="${error}"`),
  )
}

async function configureResources(place: TestPlace, change: object): Promise<void> {
  const path = 'resserver/admin/api/configuration'
  equal((await administer(place, 'PUT', path, change)).status, 200)
}

describe('a resource with a bound token (RFC 9449 §7)', () => {
  let client: RegisteredClient
  let prover: Prover
  let token: string
  before(async () => {
    client = await registerClient(used.lab)
    prover = await createProver()
    token = await boundToken(used.lab, client, prover)
  })

  test('is read with a proof, its query left out of htu', async () => {
    equal((await read(used.lab, prover, token)).status, 200)
    equal((await read(used.lab, prover, token, { path: `${plain}?a=b` })).status, 200)
  })

  test('is refused as a bearer token', async () => {
    const url = `${used.lab.base}/${plain}`
    const answer = await callWith(used.lab, url, token, { scheme: 'Bearer' })
    requireCheck(answer, 'dpop.not-as-bearer', 'invalid_token', 'Bearer')
    match(answer.headers.get('www-authenticate')!, /, DPoP realm="[^"]+", algs="RS256 /)
  })

  test('is refused without a proof, by another key, for another token, and twice', async () => {
    const { lab } = used
    const url = `${lab.base}/${plain}`
    requireCheck(await callWith(lab, url, token), 'dpop.present', 'invalid_dpop_proof')
    const other = await createProver()
    requireCheck(await read(lab, other, token), 'dpop.token-key', 'invalid_token')
    const ath = 'x'.repeat(43)
    const hashed = await read(lab, prover, token, { claims: { ath } })
    requireCheck(hashed, 'dpop.token-hash', 'invalid_dpop_proof')
    const proof = await prover.proof({ method: 'GET', url, token })
    equal((await callWith(lab, url, token, { proof })).status, 200)
    requireCheck(await callWith(lab, url, token, { proof }), 'dpop.unused', 'invalid_dpop_proof')
    const elsewhere = await callWith(lab, `${lab.base}/${delegated}`, token, {
      proof: await prover.proof({ method: 'GET', url, token }),
    })
    requireCheck(elsewhere, 'dpop.address', 'invalid_dpop_proof')
  })

  test('two DPoP headers are refused', async () => {
    const { lab } = used
    const url = new URL(`${lab.base}/${plain}`)
    const proofs = [
      await prover.proof({ method: 'GET', url: url.href, token }),
      await prover.proof({ method: 'GET', url: url.href, token }),
    ]
    const headers = { host: url.host, authorization: `DPoP ${token}`, dpop: proofs }
    const text = await new Promise<string>((resolve, reject) => {
      const { address: host, ca } = lab
      const options = { host, port: url.port, path: url.pathname, servername: url.hostname, ca }
      httpsRequest({ ...options, headers }, (response) => {
        let body = ''
        response.setEncoding('utf8').on('data', (part: string) => (body += part))
        response.on('end', () => resolve(body))
      })
        .on('error', reject)
        .end()
    })
    equal((JSON.parse(text) as Answer['body'])['check'], 'dpop.one')
  })

  test('a bearer token by the scheme DPoP is refused', async () => {
    const bearer = await clientToken(used.lab, client)
    requireCheck(await read(used.lab, prover, bearer), 'dpop.token-bound', 'invalid_token')
  })

  test('a request without a token is offered both schemes, and told no error', async () => {
    const response = await used.lab.trustedFetch(`${used.lab.base}/${plain}`)
    match(
      response.headers.get('www-authenticate')!,
      /^Bearer realm="[^"]+", scope="my\/scope", resource_metadata="[^"]+", DPoP realm="[^"]+", algs="[^"]+"$/,
    )
    await response.text()
  })

  test("a user's token runs as the local user; UserInfo is not asked in the client's place", async () => {
    const { lab } = used
    const { code, verifier } = await authorize(lab, client)
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const own = await boundToken(lab, client, prover, { ...form, code_verifier: verifier })
    const { status, body } = await read(lab, prover, own, { path: delegated })
    equal(status, 200, JSON.stringify(body))
    deepEqual(body['attributes'], {})
    equal(body['tokenUsername'], 'developer')
  })

  test('the metadata say which algorithms sign proofs', async () => {
    const { base, trustedFetch } = used.lab
    const address = `${base}/.well-known/oauth-protected-resource/resserver`
    const metadata = (await (await trustedFetch(address)).json()) as Record<string, unknown>
    equal(metadata['dpop_bound_access_tokens_required'], false)
    equal((metadata['dpop_signing_alg_values_supported'] as string[]).length, 11)
  })
})

describe('settings of the resource server', () => {
  for (const verification of ['jwt', 'introspection', 'both']) {
    test(`the binding is known by verification ${verification}`, async () => {
      const place = await used.sandbox()
      await configureResources(place, { verification })
      const client = await registerClient(place)
      const [prover, other] = [await createProver(), await createProver()]
      const token = await boundToken(place, client, prover)
      equal((await read(place, prover, token)).status, 200)
      requireCheck(await read(place, other, token), 'dpop.token-key', 'invalid_token')
      const url = `${place.base}/${plain}`
      const bearer = await callWith(place, url, token, { scheme: 'Bearer' })
      requireCheck(bearer, 'dpop.not-as-bearer', 'invalid_token', 'Bearer')
    })
  }

  test('dpopNonces: its nonces are its own', async () => {
    const place = await used.sandbox()
    await configureResources(place, { dpopNonces: true })
    const config = await place.control.config.get()
    await place.control.config.put({ ...config, dpopNonces: true })
    const client = await registerClient(place)
    const prover = await createProver()
    const url = `${place.issuer}/token`
    const form = { grant_type: 'client_credentials', scope: 'my/scope' }
    const asked = await proofRequest(place, client, {
      form,
      proof: await prover.proof({ method: 'POST', url }),
    })
    const ofServer = asked.headers.get('dpop-nonce')!
    const { body } = await proofRequest(place, client, {
      form,
      proof: await prover.proof({ method: 'POST', url }, { claims: { nonce: ofServer } }),
    })
    const token = String(body['access_token'])
    const refused = await read(place, prover, token, { claims: { nonce: ofServer } })
    requireCheck(refused, 'dpop.nonce', 'use_dpop_nonce')
    const nonce = refused.headers.get('dpop-nonce')!
    notEqual(nonce, ofServer)
    equal((await read(place, prover, token, { claims: { nonce } })).status, 200)
  })

  test('dpopRequired: a bearer token is refused, and DPoP alone is offered', async () => {
    const place = await used.sandbox()
    await configureResources(place, { dpopRequired: true })
    const client = await registerClient(place)
    const prover = await createProver()
    const bearer = await clientToken(place, client)
    const url = `${place.base}/${plain}`
    const refused = await callWith(place, url, bearer, { scheme: 'Bearer' })
    requireCheck(refused, 'token.by-dpop', 'invalid_token')
    equal((await read(place, prover, await boundToken(place, client, prover))).status, 200)
  })
})
