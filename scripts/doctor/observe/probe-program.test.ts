import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { execa } from 'execa'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import type { Observation } from './observation.ts'
import { observe, tools } from './observe.ts'
import { probeProgram } from './probe-program.ts'

const root = await createRoot('localhost')
const leaf = await createLeaf(root, 'localhost')

/** An issuer with metadata and keys, and nothing else. */
async function openIssuer() {
  const server = createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
    const issuer = `https://${request.headers.host}`
    const documents: Record<string, object> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: [] },
    }
    const document = documents[request.url!]
    response.writeHead(document === undefined ? 404 : 200).end(JSON.stringify(document))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    issuer: `https://localhost:${port}`,
    [Symbol.dispose]: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** What the program sees that runs by itself, in a folder without this project. */
async function observeThere(
  question: Parameters<typeof probeProgram>[0],
  env: Record<string, string> = {},
): Promise<Observation> {
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-'], {
    cwd: tmpdir(),
    env,
    input: probeProgram(question),
  })
  return JSON.parse(stdout) as Observation
}

test('the program sees by itself, from its text alone, what the function sees here', async () => {
  using server = await openIssuer()
  const question = { issuer: server.issuer, ca: [root.certificate], timeout: 10_000 }
  const here = await observe(question, tools)
  const there = await observeThere(question)
  assert.equal(here.connection.state, 'secure')
  assert.deepEqual(there.connection, here.connection)
  assert.deepEqual(there.name, here.name)
  assert.deepEqual(Object.keys(there.answers).toSorted(), ['discovery', 'jwks', 'metadata'])
  assert.equal(there.answers['jwks']?.body, '{"keys":[]}')
})

test('in a container it takes origin and root certificate from the role’s environment', async () => {
  using server = await openIssuer()
  const folder = mkdtempSync(join(tmpdir(), 'lab-probe-'))
  try {
    const path = join(folder, 'root.crt')
    writeFileSync(path, root.certificate)
    const see = (LAB_ROOT_CERTIFICATE: string) =>
      observeThere({ timeout: 10_000 }, { LAB_ORIGIN: server.issuer, LAB_ROOT_CERTIFICATE })
    const seen = await see(path)
    assert.equal(seen.issuer, `${server.issuer}/authserver/oauth2`)
    assert.equal(seen.origin, server.issuer)
    assert.equal(seen.connection.state, 'secure')
    const blind = await see(join(folder, 'none.crt'))
    assert.deepEqual(blind.root, { path: join(folder, 'none.crt'), error: 'ENOENT' })
    assert.equal(blind.connection.state, 'untrusted')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('of an issuer at its own address it trusts LAB_ISSUER_CA of the role, and not the lab’s root', async () => {
  using server = await openIssuer()
  const folder = mkdtempSync(join(tmpdir(), 'lab-probe-'))
  try {
    const path = join(folder, 'ca.crt')
    writeFileSync(path, root.certificate)
    const see = (variables: Record<string, string>) =>
      observeThere(
        { issuer: server.issuer, timeout: 10_000 },
        { LAB_ORIGIN: 'https://webserver', ...variables },
      )
    const seen = await see({ LAB_ISSUER_CA_FILE: path })
    assert.deepEqual([seen.issuer, seen.origin], [server.issuer, 'https://webserver'])
    assert.equal(seen.connection.state, 'secure')
    const blind = await see({ LAB_ROOT_CERTIFICATE: path })
    assert.equal(blind.connection.state, 'untrusted')
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a refused certificate is still described, and nothing is asked over its connection', async () => {
  using server = await openIssuer()
  const other = await createRoot('localhost')
  const seen = await observe(
    { issuer: server.issuer, ca: [other.certificate], timeout: 10_000 },
    tools,
  )
  assert.equal(seen.connection.state, 'untrusted')
  assert.ok('chain' in seen.connection && seen.connection.chain[0]?.includes('BEGIN CERTIFICATE'))
  assert.deepEqual(seen.answers, {})
})
