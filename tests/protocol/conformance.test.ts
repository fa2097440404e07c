import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import type { Outcome } from '../conformance/outcome.ts'
import { plans } from '../conformance/plans.ts'
import { describeOutcome } from '../conformance/report.ts'
import { runPlan } from '../conformance/run-plan.ts'
import { openSuite } from '../conformance/suite.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { runLab } from '../run-program.ts'

const { test } = embeddedOnly('starts labs of its own')
let lab: Lab
before(async () => {
  lab = await startLab({ exampleHooks: false })
})

/** A module as the suite of this test plays it: what it asks of the lab decides how it ends. */
interface Played {
  name: string
  status: string
  result: string | null
  log: object[]
  keys: string
}
const played = new Map<string, Played>()
let told: { issuer: string; plan: URLSearchParams; configuration: Record<string, unknown> }

const root = await createRoot('localhost')
const leaf = await createLeaf(root, 'localhost')
const suite = createServer({ cert: leaf.certificate, key: leaf.key }, (request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const url = new URL(request.url!, 'https://localhost')
    void answer(request.method!, url, Buffer.concat(chunks).toString()).then(
      (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
      (error: Error) => response.writeHead(404).end(error.message),
    )
  })
})
suite.listen(0, 'localhost')
await once(suite, 'listening')
const origin = `https://localhost:${(suite.address() as AddressInfo).port}`
after(async () => {
  suite.close()
  await lab.stop()
})

async function answer(method: string, { pathname, searchParams }: URL, body: string) {
  const id = pathname.split('/').at(-1)!
  if (pathname === '/api/plan') {
    const configuration = JSON.parse(body) as Record<string, unknown>
    const { discoveryUrl } = configuration['server'] as { discoveryUrl: string }
    told = { plan: searchParams, configuration, issuer: discoveryUrl.split('/.well-known')[0]! }
    const names = ['oidcc-server', 'oidcc-server-rotate-keys', 'oidcc-refused']
    return { id: 'plan', modules: names.map((testModule) => ({ testModule, variant: null })) }
  }
  if (pathname === '/api/runner' && method === 'POST') {
    const name = searchParams.get('test')!
    played.set(name, await play(name))
    return { id: name }
  }
  const module = played.get(id)
  if (module === undefined) throw new Error(`no module ${id}`)
  if (pathname.startsWith('/api/runner/')) {
    module.status = 'FINISHED'
    module.result = (await ask('jwks')) === module.keys ? 'FAILED' : 'PASSED'
  }
  return pathname.startsWith('/api/log/') ? module.log : module
}

async function play(name: string): Promise<Played> {
  const module = { name, status: 'FINISHED', result: 'PASSED', log: [], keys: '' }
  if (name === 'oidcc-server-rotate-keys') {
    return { ...module, status: 'CONFIGURED', result: null, keys: await ask('jwks') }
  }
  if (name !== 'oidcc-refused') return module
  await ask('authorize?client_id=nobody')
  const entry = { src: 'CheckIt', msg: 'it was refused', requirements: ['OIDCC-3.1.2.1'] }
  return { ...module, result: 'FAILED', log: [{ ...entry, result: 'FAILURE' }] }
}

/** What the lab answers at an endpoint. */
async function ask(path: string): Promise<string> {
  const response = await lab.trustedFetch(`${told.issuer}/${path}`)
  return response.text()
}

const run = (only?: RegExp) => {
  const opened = openSuite(origin, root.certificate)
  const onOutcome = (outcome: Outcome) => lines.push(describeOutcome(outcome))
  const lines: string[] = []
  return runPlan('basic', plans.basic, { suite: opened, lab, only, onOutcome })
    .then((outcomes) => ({ outcomes, lines }))
    .finally(() => opened.close())
}

test('a plan is run module by module, and the suite is told the lab, its profile set', async () => {
  const { outcomes } = await run(/^oidcc-server$/)
  assert.deepEqual(
    outcomes.map(({ module, result, checks }) => ({ module, result, checks })),
    [{ module: 'oidcc-server', result: 'passed', checks: [] }],
  )
  assert.equal(told.plan.get('planName'), 'oidcc-basic-certification-test-plan')
  assert.deepEqual(JSON.parse(told.plan.get('variant')!), plans.basic.variant)
  assert.equal(told.issuer, lab.issuer)
  assert.equal((await lab.control.config.get()).profile, 'oidc-core')
})

test('a module that waits for new keys goes on once the lab has rotated them', async () => {
  const { outcomes } = await run(/rotate-keys/)
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ['passed'],
  )
})

test('a module that failed names the condition, its clause and the check that refused', async () => {
  const { outcomes, lines } = await run(/refused/)
  assert.deepEqual(
    outcomes.map(({ result, checks }) => ({ result, checks })),
    [{ result: 'failed', checks: ['authorization.client-known'] }],
  )
  assert.match(lines.join('\n'), /failed: CheckIt: it was refused \[OIDCC-3\.1\.2\.1\]/)
})

test('a suite whose certificate nobody vouches for is not spoken with', async () => {
  const opened = openSuite(origin)
  await assert.rejects(opened.info('oidcc-server'), ({ cause }: Error) => {
    assert.equal((cause as NodeJS.ErrnoException).code, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE')
    return true
  })
  await opened.close()
})

test('a refusal of the suite is told with its status and words', async () => {
  const opened = openSuite(origin, root.certificate)
  await assert.rejects(opened.info('nothing'), {
    message: 'the suite answered 404 to GET /api/info/nothing: no module nothing',
  })
  await opened.close()
})

test('a command line without suite, or with a plan that there is not, is bad usage', async () => {
  const without = await runLab(['conformance'])
  assert.equal(without.code, 2)
  assert.match(without.stderr, /name the suite by --suite/)
  const unknown = await runLab(['conformance', '--suite', origin, 'basics'])
  assert.equal(unknown.code, 2)
  assert.match(unknown.stderr, /there is no plan basics here, only config, basic, /)
  assert.equal((await runLab(['conformance', '--suite', 'http://localhost'])).code, 2)
})
