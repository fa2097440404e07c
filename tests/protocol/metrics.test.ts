import { equal, match, ok } from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { noteSecret } from '../secrets.ts'
import { runCommand } from '../runner/run-command.ts'
import { openTestLab } from '../test-lab.ts'
import type { TestLab } from '../test-lab.ts'
import { readAnswer } from './support/answer.ts'
import { createBrowser } from './support/browser.ts'
import {
  authorizationRequest,
  authorize,
  basic,
  clientToken,
  redeem,
  tokenRequest,
} from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import { readMetrics } from './support/read-metrics.ts'
import { useLab } from './support/use-lab.ts'

const used = useLab()
const roles = ['authserver', 'resserver', 'client', 'control'] as const
type Role = (typeof roles)[number]

const administrator = basic('superuser', 'SYS')

/** Other tests may use the same lab: figures grow at least by what a test does. */
async function metricsOf(role: Role, lab: TestLab = used.lab) {
  const response = await ask(lab, role, administrator)
  const text = await response.text()
  equal(response.status, 200, text)
  equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
  return { ...readMetrics(text), text }
}

function ask({ origin, trustedFetch }: TestLab, role: Role, authorization?: string) {
  const headers = authorization === undefined ? {} : { authorization }
  return trustedFetch(`${origin}/${role}/metrics`, { headers })
}

/** How much a figure of the authorization server grows while something is done. */
async function growth(work: () => Promise<unknown>) {
  const before = await metricsOf('authserver')
  await work()
  const after = await metricsOf('authserver')
  return (name: string, labels: Record<string, string> = {}) =>
    after.of(name, labels) - before.of(name, labels)
}

describe('the metrics of a role', () => {
  test('are Prometheus text, at each of the four roles', async () => {
    for (const role of roles) {
      const { types, values } = await metricsOf(role)
      equal(types.get('oauth_lab_requests_total'), 'counter')
      equal(types.get('oauth_lab_request_duration_seconds'), 'histogram')
      equal(types.get('oauth_lab_broken_checks_total'), 'counter')
      equal(types.get('oauth_lab_sql_duration_seconds'), 'histogram')
      equal(types.has('oauth_lab_tokens_issued_total'), role === 'authserver')
      equal([...values('role')].join(), role)
    }
  })

  test('are for administrators, by password or token, and for nobody else', async () => {
    const { origin, trustedFetch } = used.lab
    const session = await readAnswer(
      trustedFetch(`${origin}/control/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: 'superuser', password: 'SYS' }),
      }),
    )
    const token = `Bearer ${String(session.body['access_token'])}`
    const ofDeveloper = basic('developer', `wrong-${randomBytes(8).toString('hex')}`)
    for (const role of roles) {
      equal((await ask(used.lab, role, token)).status, 200)
      for (const wrong of [undefined, ofDeveloper, 'Bearer x', 'Basic x', 'Basic', 'Negotiate x']) {
        const response = await ask(used.lab, role, wrong)
        equal(response.status, 401, wrong ?? 'none')
        equal(response.headers.get('www-authenticate'), 'Basic realm="OAuth Lab", charset="UTF-8"')
        match(await response.text(), /for administrators/)
      }
    }
  })

  test('let nobody guess passwords: the sixth wrong one has to wait', async () => {
    const somebody = basic(`user-${randomBytes(4).toString('hex')}`, 'wrong-password')
    const statuses: number[] = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      statuses.push((await ask(used.lab, 'client', somebody)).status)
    }
    const { headers } = await ask(used.lab, 'client', somebody)
    ok(Number(headers.get('retry-after')) > 0)
    equal(statuses.join(' '), '401 401 401 401 401 429')
  })

  test('are of the whole role: a sandbox has none, and none of its names stands in them', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place, { client_name: 'a name that tells' })
    await clientToken(place, client)
    const own = await place.trustedFetch(`${place.base}/authserver/metrics`, {
      headers: { authorization: administrator },
    })
    equal(own.status, 404)
    const { text, values } = await metricsOf('authserver')
    for (const name of [client.client_id, place.base.split('~')[1]!, 'a name that tells']) {
      ok(!text.includes(name), name)
    }
    ok(!values('message').has('/authserver/metrics'))
  })
})

describe('the authorization server counts', () => {
  test('requests by message and outcome, and tokens by grant type and kind', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const grew = await growth(async () => {
      await clientToken(place, client)
      equal((await redeem(place, client, await authorize(place, client))).status, 200)
    })
    const requests = 'oauth_lab_requests_total'
    ok(grew(requests, { message: 'token request', outcome: 'success', status: '200' }) >= 2)
    ok(grew(requests, { message: 'authorization request', outcome: 'success' }) >= 1)
    ok(grew(requests, { message: 'sign-in', outcome: 'success' }) >= 1)
    const tokens = 'oauth_lab_tokens_issued_total'
    ok(grew(tokens, { grant_type: 'client_credentials', kind: 'access_token' }) >= 1)
    ok(grew(tokens, { grant_type: 'authorization_code', kind: 'access_token' }) >= 1)
    ok(grew(tokens, { grant_type: 'authorization_code', kind: 'id_token' }) >= 1)
  })

  test('a refused request as refused, with the check that failed by its precise id', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const grew = await growth(async () => {
      const wrong = { ...client, client_secret: `wrong-${client.client_secret}` }
      const { status } = await tokenRequest(place, wrong, { grant_type: 'client_credentials' })
      equal(status, 401)
    })
    const refused = { message: 'token request', outcome: 'refused', status: '401' }
    ok(grew('oauth_lab_requests_total', refused) >= 1)
    ok(grew('oauth_lab_broken_checks_total', { check: 'client.secret', outcome: 'failed' }) >= 1)
  })

  test('a refusal that a redirect brings as refused too', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const { url } = authorizationRequest(place, client, { prompt: 'none' })
    const grew = await growth(async () => {
      const page = await createBrowser(place.trustedFetch).open(url)
      equal(page.leaves?.searchParams.get('error'), 'login_required')
    })
    const refused = { message: 'authorization request', outcome: 'refused', status: '303' }
    ok(grew('oauth_lab_requests_total', refused) >= 1)
    ok(grew('oauth_lab_broken_checks_total', { check: 'session.present', outcome: 'failed' }) >= 1)
  })

  test('a check that a policy waives as waived', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    await place.control.policy.waive('pkce.verifier-matches')
    const authorization = await authorize(place, client)
    const grew = await growth(async () => {
      const verifier = randomBytes(32).toString('base64url')
      noteSecret(verifier, 'code_verifier')
      equal((await redeem(place, client, { ...authorization, verifier })).status, 200)
    })
    const waived = { check: 'pkce.verifier-matches', outcome: 'waived' }
    ok(grew('oauth_lab_broken_checks_total', waived) >= 1)
  })

  test('how long requests and statements took', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const grew = await growth(() => clientToken(place, client))
    const duration = 'oauth_lab_request_duration_seconds'
    ok(grew(`${duration}_count`, { message: 'token request' }) >= 1)
    ok(grew(`${duration}_sum`, { message: 'token request' }) > 0)
    ok(grew(`${duration}_bucket`, { message: 'token request', le: '+Inf' }) >= 1)
    for (const statement of ['insert', 'commit']) {
      ok(grew('oauth_lab_sql_duration_seconds_count', { statement }) >= 1, statement)
    }
  })
})

embeddedOnly('compares two labs of this process').test(
  'two labs in one process count apart, and neither health nor metrics is counted',
  async () => {
    await using other = await openOther()
    const client = await registerClient(other.lab)
    await clientToken(other.lab, client)
    const own = await metricsOf('authserver', other.lab)
    equal(own.of('oauth_lab_tokens_issued_total'), 1)
    equal(own.of('oauth_lab_requests_total', { message: 'token request' }), 1)
    await (await other.lab.trustedFetch(`${other.lab.origin}/authserver/healthz`)).arrayBuffer()
    const later = await metricsOf('authserver', other.lab)
    equal(later.of('oauth_lab_requests_total'), own.of('oauth_lab_requests_total'))
    equal((await other.lab.control.recording.har()).log.entries.some(isOfMetrics), false)
  },
)

async function openOther() {
  const lab = await openTestLab()
  return { lab, [Symbol.asyncDispose]: () => lab.stop() }
}

function isOfMetrics({ request }: { request: { url: string } }): boolean {
  return request.url.endsWith('/metrics')
}

describe('docs/metrics.md', () => {
  const text = readFileSync(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')

  test('has a curl that works', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lab-metrics-docs-'))
    try {
      const { ca, origin, address } = used.lab
      writeFileSync(join(folder, 'root.crt'), ca)
      const { hostname, port } = new URL(origin)
      const at = `--connect-to ${hostname}:${port || 443}:${address}:${port || 443}`
      const [, script] = /^```sh\n(.*?)^```$/ms.exec(text)!
      const asked = script!
        .replaceAll('https://localhost:8443', origin)
        .replaceAll('.lab/certs/root.crt', join(folder, 'root.crt'))
        .replaceAll('curl ', `curl ${at} `)
      const { code, output } = await runCommand('sh', ['-euc', asked])
      equal(code, 0, output)
      match(output, /^oauth_lab_requests_total\{message="[a-z ]+",outcome="/m)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test('has a configuration of Prometheus that asks every role, as who may', async () => {
    const [, yaml] = /^```yaml\n(.*?)^```$/ms.exec(text)!
    const { origin, trustedFetch } = used.lab
    const member = (name: string) =>
      [...yaml!.matchAll(new RegExp(`^ +${name}: (.+)$`, 'gm'))].map(([, value]) => value!)
    const [username] = member('username')
    const [password] = member('password')
    const paths = /replacement: (\/\$1\/metrics)/.exec(yaml!)![1]!
    const [targets] = member('- targets')
    for (const role of roles) {
      match(targets!, new RegExp(`\\b${role}\\b`))
      const response = await trustedFetch(origin + paths.replace('$1', role), {
        headers: { authorization: basic(username!, password!) },
      })
      equal(response.status, 200)
      readMetrics(await response.text())
    }
  })

  test('names every metric', async () => {
    for (const role of roles) {
      for (const name of (await metricsOf(role)).types.keys())
        ok(text.includes(`\`${name}\``), name)
    }
  })
})
