import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { asOpenidClient } from '@oauth-lab/console/try/as-openid-client.ts'
import type { Wanted } from '@oauth-lab/console/try/compose.ts'
import { kindsOf } from '@oauth-lab/console/try/kinds.ts'
import type { Metadata } from '@oauth-lab/console/try/kinds.ts'
import { runProgram } from '../run-program.ts'
import { noteSecret } from '../secrets.ts'
import { challengeOf } from './support/code-flow.ts'
import { useLab } from './support/use-lab.ts'
import type { TestPlace } from './support/use-lab.ts'

const used = useLab()
const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-code-'))
after(() => rmSync(folder, { recursive: true }))

const resolveLab = import.meta.resolve('./support/resolve-lab.ts')
const redirectUri = 'https://app.example/callback'
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk' // RFC 7636, appendix B

/** The code that "Try it" shows for a request, run by Node: what it printed. */
async function run(
  place: TestPlace,
  metadata: Metadata,
  request: string,
  values: Record<string, string>,
  callback?: string,
) {
  const kind = kindsOf(metadata, { isLab: true }).find(({ id }) => id === request)!
  const wanted: Wanted = {
    kind,
    metadata,
    metadataUrl: `${place.issuer}/.well-known/openid-configuration`,
    resource: `${place.base}/resserver/protected-resources/`,
    values,
    clientMethod: 'client_secret_basic',
    extra: [],
  }
  const code = asOpenidClient(wanted, { issuer: place.issuer, callback })!
  // Its tokens are read as JSON; what it prints is its last line.
  const script = code.replace(/^console\.log\((.*)\)$/m, 'console.log(JSON.stringify($1))')
  const root = join(folder, 'root.crt')
  writeFileSync(root, used.lab.ca)
  const result = await runProgram(
    process.execPath,
    ['--import', resolveLab, '--input-type=module', '-'],
    {
      input: script,
      cwd: join(import.meta.dirname, '..'),
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: root,
        LAB_TEST_HOST: new URL(place.base).hostname,
        LAB_TEST_ADDRESS: used.lab.address,
      },
    },
  )
  return { ...result, json: result.code === 0 ? read(result.stdout) : {} }
}

function read(text: string): Record<string, unknown> {
  const json: unknown = text === '' ? {} : JSON.parse(text)
  return typeof json === 'object' && json !== null ? { ...json } : { printed: json }
}

async function prepare() {
  const place = await used.sandbox()
  const made = await place.control.clients.create({
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  })
  const client = { client_id: made.client_id, client_secret: made.client_secret! }
  noteSecret(client.client_secret, 'client_secret')
  noteSecret(verifier, 'code_verifier')
  const response = await place.trustedFetch(`${place.issuer}/.well-known/openid-configuration`)
  return { place, client, metadata: (await response.json()) as Metadata }
}

describe('the code for openid-client that Try it shows runs as it is', () => {
  test('a client gets a token for itself; a wrong secret is refused', async () => {
    const { place, client, metadata } = await prepare()
    const request = 'token request client_credentials'
    const { code, json, stderr } = await run(place, metadata, request, {
      ...client,
      scope: 'my/scope',
    })
    equal(code, 0, stderr)
    deepEqual([json['token_type'], json['scope']], ['bearer', 'my/scope'])
    const wrong = await run(place, metadata, request, { ...client, client_secret: "it's wrong\\" })
    equal(wrong.code, 1)
    match(wrong.stderr, /status: 401/)
  })

  test('a code is exchanged, its tokens used, refreshed and revoked', async () => {
    const { place, client, metadata } = await prepare()
    const asked = {
      ...client,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid offline_access my/scope',
      state: 'a-state',
      nonce: 'a-nonce',
      code_challenge: challengeOf(verifier),
      code_challenge_method: 'S256',
      code_verifier: verifier,
      prompt: 'consent',
    }
    const built = await run(place, metadata, 'authorization request', asked)
    equal(built.code, 0, built.stderr)
    const url = String(built.json['printed'])
    const { parameters, redirect } = await place.control.authorizations.create({
      url,
      user: 'developer',
    })
    const values = { ...asked, code: parameters['code']! }
    const exchange = 'token request authorization_code'
    const exchanged = await run(place, metadata, exchange, values, redirect)
    equal(exchanged.code, 0, exchanged.stderr)
    const tokens = exchanged.json as { access_token: string; refresh_token: string }
    match(tokens.access_token, /^ey/)

    const held = { ...values, ...tokens }
    const told = await run(place, metadata, 'UserInfo request', held)
    equal(told.code, 0, told.stderr)
    match(String(told.json['sub']), /^u-/)
    const introspected = await run(place, metadata, 'introspection request', held)
    equal(introspected.json['active'], true)
    const refreshed = await run(place, metadata, 'token request refresh_token', {
      ...client,
      refresh_token: tokens.refresh_token,
    })
    equal(refreshed.code, 0, refreshed.stderr)
    const next = { ...client, access_token: String(refreshed.json['access_token']) }
    equal((await run(place, metadata, 'revocation request', next)).code, 0)
    const after = await run(place, metadata, 'introspection request', next)
    equal(after.json['active'], false)

    // The same code again, and an answer that is made of what is known.
    const again = await run(place, metadata, exchange, values)
    equal(again.code, 1)
    match(again.stderr, /invalid_grant/)
  })
})
