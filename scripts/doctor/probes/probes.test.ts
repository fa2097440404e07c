import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import type { ClientInfo, LabClock } from '@oauth-lab/kit/admin/control-client.ts'
import type { Examination, LabState, Probe } from '../examination.ts'
import type { Answer, Observation } from '../observe/observation.ts'
import { besideExternalServer, embeddedRemedies, foreignRemedies } from '../remedies.ts'
import { examineCapabilities } from './capabilities.ts'
import { examineCertificate } from './certificate.ts'
import { examineClock } from './clock.ts'
import { examineCookies } from './cookies.ts'
import { examineCors } from './cors.ts'
import { examineDiscovery } from './discovery.ts'
import { examineForwarded } from './forwarded.ts'
import { examineHealth } from './health.ts'
import { examineIssuer } from './issuer.ts'
import { examineJwks } from './jwks.ts'
import { examineName } from './name.ts'
import { examinePort } from './port.ts'
import { examineRedirectUris } from './redirect-uris.ts'

const issuer = 'https://localhost:8443/authserver/oauth2'
const now = Date.parse('2030-01-01T00:00:00Z')

function answer(body: unknown, headers: Answer['headers'] = {}, status = 200): Answer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { url: issuer, sentAt: now, receivedAt: now, status, headers, body: text }
}

const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
}

function examination(
  seen: Partial<Observation> = {},
  more: Partial<Examination> = {},
): Examination {
  return {
    issuer,
    authority: 'the lab’s root',
    remedies: foreignRemedies,
    now,
    ...more,
    observation: {
      issuer,
      host: 'localhost',
      port: 8443,
      now,
      name: { addresses: ['127.0.0.1'] },
      connection: { state: 'secure', protocol: 'TLSv1.3', chain: [] },
      answers: { discovery: answer(metadata), metadata: answer(metadata) },
      ...seen,
    },
  }
}

const withMetadata = (change: object, rest: Record<string, Answer> = {}) =>
  examination({ answers: { discovery: answer({ ...metadata, ...change }), ...rest } })

/** State and words of each finding. */
function found(probe: Probe, given: Examination): string[] {
  return probe(given).map(({ state, says }) => `${state}: ${says}`)
}

test('every wrong finding says what was seen, what was expected, and one line that fixes it', () => {
  const nothing = examination({
    connection: { state: 'closed', code: 'ECONNREFUSED' },
    answers: {},
  })
  const findings = [
    ...examinePort(nothing),
    ...examineName(examination({ name: { addresses: [], error: 'ENOTFOUND' } })),
    ...examineDiscovery(examination({ answers: { discovery: answer('no', {}, 404) } })),
    ...examineIssuer(withMetadata({ issuer: 'http://localhost' })),
  ]
  assert.equal(findings.length, 4)
  for (const { state, seen, expected, fix } of findings) {
    assert.equal(state, 'wrong')
    assert.ok(seen && expected && fix && !fix.includes('\n'))
  }
})

test('a name that does not resolve is wrong; for a lab the hosts line is what fixes it', () => {
  const name = { addresses: [], error: 'ENOTFOUND' }
  const lab = { origin: 'https://webserver', address: '127.0.0.1' }
  const [finding] = examineName(
    examination({ host: 'webserver', name }, { lab, remedies: embeddedRemedies() }),
  )
  assert.equal(finding?.fix, './lab hosts --add')
  const elsewhere = examination({ host: 'webserver', name: { addresses: ['10.1.2.3'] } }, { lab })
  assert.deepEqual(found(examineName, elsewhere), ['wrong: webserver leads elsewhere'])
})

test('a closed port, and one without TLS, are told apart', () => {
  const closed = examination({ connection: { state: 'closed', code: 'ECONNREFUSED' } })
  assert.deepEqual(found(examinePort, closed), ['wrong: nothing answers on port 8443'])
  const other = examination({ connection: { state: 'no-tls', code: 'EPROTO' } })
  assert.deepEqual(found(examinePort, other), [
    'wrong: port 8443 is taken by something that does not speak HTTPS',
  ])
})

test('a container that looks at another origin than the lab’s is told to use the lab’s', () => {
  const closed: Partial<Observation> = {
    issuer: 'https://localhost:9443/authserver/oauth2',
    connection: { state: 'closed', code: 'ECONNREFUSED' },
  }
  const remedies = { ...foreignRemedies, issuer: (expected: string) => `use ${expected}` }
  const [finding] = examinePort(examination(closed, { service: 'client', remedies }))
  assert.equal(finding?.fix, `use ${issuer}`)
})

test('names, dates and authority of a certificate are judged each by itself', async () => {
  const root = await createRoot('localhost')
  const old = (await createLeaf(root, 'localhost', -0.5)).certificate
  const good = (await createLeaf(root, 'localhost')).certificate
  const untrusted = (chain: string[], code: string, host = 'localhost') =>
    found(
      examineCertificate,
      examination({ host, connection: { state: 'untrusted', code, chain } }, { now: Date.now() }),
    )
  assert.deepEqual(untrusted([old], 'CERT_HAS_EXPIRED'), ['wrong: the certificate has ended'])
  assert.deepEqual(untrusted([good], 'ERR_TLS_CERT_ALTNAME_INVALID', 'other'), [
    'wrong: the certificate is not for other',
  ])
  assert.deepEqual(untrusted([good], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'), [
    'wrong: the certificate’s authority is not trusted here',
  ])
  assert.deepEqual(untrusted([old], 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'other'), [
    'wrong: the certificate has ended',
    'wrong: the certificate is not for other',
    'wrong: the certificate’s authority is not trusted here',
  ])
  const code = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
  const connection = { state: 'untrusted' as const, code, chain: [good] }
  const [inside] = examineCertificate(
    examination(
      { connection, root: { path: '/other.crt' } },
      { now: Date.now(), service: 'client' },
    ),
  )
  assert.equal(inside?.expected, 'signed by the root that it trusts, /other.crt')
  const secure = { state: 'secure' as const, protocol: 'TLSv1.3', chain: [good] }
  const [fine] = examineCertificate(examination({ connection: secure }, { now: Date.now() }))
  assert.equal(fine?.state, 'ok')
})

test('metadata that is missing, or lacks a member, is wrong', () => {
  assert.deepEqual(found(examineDiscovery, withMetadata({ jwks_uri: undefined })).slice(0, 1), [
    'wrong: the metadata lacks what it must hold',
  ])
  const absent = examination({ answers: { discovery: answer('<html>', {}, 200) } })
  assert.deepEqual(found(examineDiscovery, absent), ['wrong: no metadata is found'])
  const refusal = { error: 'misdirected_request', error_description: 'This is another host.' }
  const [refused] = examineDiscovery(
    examination({ answers: { discovery: answer(refusal, {}, 421) } }),
  )
  assert.match(refused!.seen!, /: status 421 \(This is another host\.\)$/)
  const oauth = examination({
    answers: { discovery: answer('', {}, 404), metadata: answer(metadata) },
  })
  assert.match(found(examineDiscovery, oauth).join(), /no OpenID provider/)
})

test('a server that nobody has set up is no fault; the note says where to create its definition', () => {
  const none = (check: string) => {
    const body = {
      error: 'temporarily_unavailable',
      error_description: `None. (check ${check}, x)`,
    }
    return examineDiscovery(examination({ answers: { discovery: answer(body, {}, 503) } }))
  }
  const [finding] = none('server.defined')
  assert.equal(finding?.state, 'note')
  assert.match(finding?.fix ?? '', / https:\/\/localhost:8443\/authserver\/admin\/$/)
  assert.equal(none('another.check')[0]?.state, 'wrong')
})

test('an issuer that differs in one character is another issuer, and the difference is named', () => {
  const differences: [string, RegExp][] = [
    [`${issuer}/`, /a slash at the end/],
    [issuer.replace('https', 'http'), /http in place of https/],
    [issuer.replace('localhost', 'webserver'), /the host is webserver/],
    [issuer.replace(':8443', ''), /the port is the default/],
    [`${issuer}?x`, /a query or a fragment/],
    [`${issuer}/x`, /the path differs/],
  ]
  for (const [announced, words] of differences) {
    const [finding] = examineIssuer(withMetadata({ issuer: announced }))
    assert.equal(finding?.state, 'wrong')
    assert.match(finding.says, words)
  }
  assert.equal(examineIssuer(withMetadata({}))[0]?.state, 'ok')
})

test('a container that uses another origin than the world outside is wrong', () => {
  const own = 'https://localhost:8443'
  const given = examination({ issuer: `${own}/authserver/oauth2`, origin: own, answers: {} })
  const outside = { ...given, issuer: 'https://webserver/authserver/oauth2', service: 'client' }
  const [finding] = examineIssuer(outside)
  assert.equal(finding?.state, 'wrong')
  assert.deepEqual([finding.seen, finding.expected], [own, 'https://webserver'])
})

test('endpoints with http, or with an inner host, tell of a proxy that is not believed', () => {
  const plain = withMetadata({ token_endpoint: 'http://localhost:8443/token' })
  assert.deepEqual(found(examineForwarded, plain), [
    'wrong: the server believes that it is reached by http',
  ])
  const inner = withMetadata({ token_endpoint: 'https://authserver:3000/token' })
  assert.deepEqual(found(examineForwarded, inner), [
    'wrong: the server names addresses of another host',
  ])
  const foreign = withMetadata({ token_endpoint: 'https://tokens.example.com/token' })
  assert.deepEqual(found(examineForwarded, foreign), ['note: some endpoints are on other hosts'])
  const redirect = withMetadata(
    {},
    { authorization: answer('', { location: 'http://localhost:8443/login' }, 303) },
  )
  assert.match(found(examineForwarded, redirect).join(), /^wrong: .* by http$/)
})

const rsa = (bits: number) =>
  generateKeyPairSync('rsa', { modulusLength: bits }).publicKey.export({ format: 'jwk' })

test('keys that cannot be used, or match no announced algorithm, are wrong', () => {
  const judge = (keys: unknown, change = {}) => {
    const [finding] = examineJwks(withMetadata(change, { jwks: answer({ keys }) }))
    return `${finding?.state}: ${finding?.seen ?? finding?.says}`
  }
  const good = { ...rsa(2048), kid: 'one', use: 'sig' }
  assert.equal(judge([good]), 'ok: 1 key: RSA')
  assert.equal(judge([]), 'wrong: no key for RS256')
  assert.match(judge([{ ...good, alg: 'PS256' }]), /no key for RS256/)
  assert.match(
    judge([{ ...rsa(1024), kid: 'short' }, good]),
    /key short: RSA of 1024 bits is too short/,
  )
  assert.match(judge([good, { ...rsa(2048), kid: 'one' }]), /two keys have one kid/)
  assert.match(
    judge([
      { ...good, d: 'AQAB' },
      { ...good, kid: 'b' },
    ]),
    /key one: its private part/,
  )
  assert.match(judge([{ kty: 'oct', k: 'AAAA' }, good]), /symmetric/)
  const several = { id_token_signing_alg_values_supported: ['RS256', 'ES256', 'EdDSA'] }
  assert.match(judge([good], several), /no key for ES256, EdDSA/)
})

const clockOf = (offset: number, resserver = offset): LabClock => {
  const at = (milliseconds: number) => ({
    mode: 'running' as const,
    offset: milliseconds / 1000,
    now: new Date(now + milliseconds).toISOString(),
  })
  return { ...at(offset), roles: { authserver: at(offset), resserver: at(resserver) } }
}

function withLab(state: Partial<LabState>): Examination {
  const roles = { issuer, elsewhere: false, external: [], blank: false }
  const base = { roles, clock: clockOf(0), clients: [], config: {}, askedAt: now, answeredAt: now }
  const lab = { origin: 'https://localhost:8443', state: { ...base, ...state } }
  return { ...examination(), lab, remedies: embeddedRemedies() }
}

test('an external program without a health page is well while it answers, and its clients are its own', () => {
  const roles = { issuer, elsewhere: false, external: ['authserver' as const], blank: false }
  const lab = withLab({ roles })
  const health = (status: number) => {
    const answers = {
      'health authserver': answer('', {}, status),
      'health client': answer('', {}, 200),
    }
    return found(examineHealth, { ...lab, observation: { ...lab.observation, answers } })
  }
  assert.deepEqual(health(404), ['ok: authserver (external), client answer'])
  assert.deepEqual(health(502), ['wrong: the authserver does not answer'])
  assert.match(found(examineRedirectUris, lab)[0]!, /^unknown: .*external/)
})

test('what an external server lacks of what the lab uses is noted, with what becomes of it', () => {
  const findings = examineCapabilities(examination())
  assert.ok(findings.every(({ state }) => state === 'note'))
  assert.match(findings[0]!.says, /registration_endpoint/)
  assert.match(findings[0]!.seen ?? '', /LAB_CLIENT_ID/)
  const all = Object.fromEntries(findings.map(({ says }) => [says.split(' ').at(-1)!, issuer]))
  const whole = examination({ answers: { discovery: answer({ ...metadata, ...all }) } })
  assert.deepEqual(found(examineCapabilities, whole), ['ok: it offers all that the lab uses'])
})

test('a line that starts the lab anew keeps external programs in their place', () => {
  const flags = ' --authserver-url http://127.0.0.1:4000'
  const remedies = besideExternalServer(embeddedRemedies('', 'https://localhost:8443', flags))
  assert.equal(remedies.renew('localhost').includes(flags), true)
  assert.doesNotMatch(remedies.keys(), /lab reset/)
  assert.doesNotMatch(remedies.discovery(issuer), /lab up/)
})

test('a role’s clock, the lab’s, and a server’s Date are compared with what they should be', () => {
  const [skewed, ...others] = examineClock(withLab({ clock: clockOf(0, 300_000) }))
  assert.equal(skewed?.says, 'the clock of resserver is 5 min ahead of the lab’s')
  assert.equal(skewed.fix, './lab clock -300s --role resserver')
  assert.deepEqual(others, [])
  const [moved] = examineClock(withLab({ clock: clockOf(-3_600_000) }))
  assert.equal(moved?.says, 'the lab’s clock is 1 h behind this machine’s')

  const dated = (seconds: number) =>
    examination({
      answers: {
        discovery: answer(metadata, { date: new Date(now + seconds * 1000).toUTCString() }),
      },
    })
  assert.deepEqual(found(examineClock, dated(301)), [
    'wrong: the server’s clock is 5 min 1 s ahead of this machine’s',
  ])
  assert.match(found(examineClock, dated(-4)).join(), /^ok/)

  const at = (seconds: number) => ({ date: new Date(now + seconds * 1000).toUTCString() })
  const two = (one: number, other: number) =>
    examination({
      answers: {
        'health client': answer('', at(one)),
        'health control': answer('', at(other)),
      },
    })
  assert.deepEqual(found(examineClock, two(301, 0)), [
    'wrong: the clock of client is 5 min 1 s ahead of this machine’s',
  ])
  // One machine's clock is told once.
  assert.deepEqual(found(examineClock, two(-301, -301)), [
    'wrong: the server’s clock is 5 min 1 s behind this machine’s',
  ])
})

test('each role that does not answer is named', () => {
  const answers = {
    'health authserver': answer('', {}, 502),
    'health client': answer({ status: 'ok' }),
  }
  assert.deepEqual(found(examineHealth, examination({ answers })), [
    'wrong: the authserver does not answer',
  ])
})

test('redirect URIs of a former origin, without https, or with more than is compared, are wrong', () => {
  const judge = (uri: string, change: Partial<ClientInfo> = {}, config = {}) =>
    found(
      examineRedirectUris,
      withLab({ clients: [{ client_id: 'x', redirect_uris: [uri], ...change }], config }),
    ).join()
  assert.match(judge('https://webserver/client/application/callback'), /^wrong: .* another origin/)
  const moved = ['https://webserver/spa/', 'https://webserver/spa/callback.html']
  const findings = examineRedirectUris(
    withLab({ clients: [{ client_id: 'spa', redirect_uris: moved }] }),
  )
  assert.deepEqual([findings.length, findings[0]?.seen], [1, moved.join(', ')])
  assert.match(judge('http://app.example/callback'), /^wrong: .* plain HTTP to another machine/)
  assert.match(judge('https://app.example/callback#here'), /^wrong: .* fragment/)
  assert.match(judge('https://*.app.example/callback'), /^wrong: .* wildcard/)
  assert.match(judge('/callback'), /^wrong: .* not an absolute URI/)
  assert.match(judge('https://app.example:443/callback'), /^wrong: .* as URL parsers write it/)
  const native = { application_type: 'native' }
  assert.match(judge('http://127.0.0.1/callback', native), /^ok/)
  assert.match(judge('http://localhost:3000/callback', native), /^note: .* 127\.0\.0\.1 is safer/)
  // As the server: what it registers by its setting is told, and not wrong.
  const local = 'http://localhost:3000/callback'
  assert.match(judge(local), /^wrong: .* web application/)
  assert.match(judge(local, {}, { httpForLocalhost: true }), /^note: .* httpForLocalhost/)
  assert.match(judge('https://localhost:8443/spa/callback.html'), /^ok/)
})

test('cookies that browsers refuse, or send over http, are wrong, and no value is shown', () => {
  const judge = (cookie: string) => {
    const page = answer('', { 'set-cookie': [cookie] })
    const findings = examineCookies(examination({ answers: { page } }))
    assert.ok(!JSON.stringify(findings).includes('value'))
    return findings.map(({ state, says, seen }) => `${state}: ${seen ?? says}`).join()
  }
  assert.match(judge('sid=value; Path=/; Secure; HttpOnly; SameSite=Lax'), /^ok/)
  assert.equal(judge('sid=value; HttpOnly'), 'wrong: sid without Secure')
  assert.equal(judge('__Secure-sid=value; HttpOnly'), 'wrong: __Secure-sid without Secure')
  assert.match(judge('__Host-sid=value; Secure; Path=/x'), /^wrong: __Host-sid with Domain/)
  assert.match(judge('sid=value; SameSite=None'), /^wrong: sid with SameSite=None/)
  assert.equal(judge('sid=value; Secure'), 'note: scripts can read sid')
})

test('a token endpoint that lets any origin in with credentials is wrong', () => {
  const judge = (headers: Answer['headers']) =>
    found(
      examineCors,
      examination({ answers: { discovery: answer(metadata), preflight: answer('', headers) } }),
    ).join()
  const origin = { 'access-control-allow-origin': 'https://doctor.example' }
  assert.match(judge({ ...origin, 'access-control-allow-credentials': 'true' }), /^wrong/)
  assert.match(judge({ 'access-control-allow-origin': '*' }), /^note/)
  assert.match(judge({}), /only pages of the server’s own origin/)
})
