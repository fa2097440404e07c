import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { explainRecording } from '../explain-recording.ts'
import type { Report } from '../explain-recording.ts'
import { exporters, safari, sanitizing } from '../testing/exporters.ts'
import type { Exporter } from '../testing/exporters.ts'
import { hideHar } from '../secrets/hide-har.ts'
import { hideWhole } from '../secrets/hide.ts'
import { codeFlow } from '../testing/code-flow.ts'
import type { Har, HarEntry } from './har.ts'
import { readHar } from './read-har.ts'

/** Recordings of Chromium 156 by Playwright, of sign-ins at a lab; what only draws pages was left out. */
const recordings: Readonly<Record<string, { messages: string[]; findings: string[] }>> = {
  'web-page': {
    messages: ['sign-in start', 'authorization request', 'sign-in', 'consent', 'callback'],
    findings: [],
  },
  'single-page-application': {
    messages: ['metadata request', 'token request', 'UserInfo request', 'resource request'],
    findings: ['code-stays-in-address'],
  },
  'code-twice': {
    messages: ['authorization request', 'callback', 'token request'],
    findings: [
      'code-stays-in-address',
      'code-twice',
      'nonce-missing',
      'redirect-uri-differs',
      'refused',
    ],
  },
  'form-post-lax-cookie': {
    messages: ['sign-in start', 'callback'],
    findings: ['cookie-lost-by-same-site', 'nonce-missing'],
  },
  'unsigned-id-token': {
    messages: ['token request'],
    findings: ['algorithm-none', 'cache-control-missing', 'lifetime-odd'],
  },
}

function harOf(name: string): Har {
  return readHar(readFileSync(join(import.meta.dirname, '../testing/har', `${name}.har`), 'utf8'))
}

/** As it is read again from the file of that program. */
function exported({ write }: Exporter, entries: readonly HarEntry[]): HarEntry[] {
  return readHar(JSON.stringify(write(entries))).log.entries
}

function told({ exchanges, findings, flows }: Report) {
  return {
    messages: exchanges.map(({ message }) => message?.id),
    findings: [...new Set(findings.map(({ id }) => id))].sort(),
    flows: flows.map(({ entries }) => entries),
  }
}

for (const [name, { messages, findings }] of Object.entries(recordings)) {
  suite(`the recording ${name}`, () => {
    const { log } = harOf(name)
    const report = explainRecording(log.entries)
    const { remarks } = report
    const expected = told(report)

    test('its messages are named, and what is wrong is found', () => {
      assert.deepEqual(
        messages.filter((id) => !expected.messages.includes(id)),
        [],
      )
      assert.deepEqual(expected.findings, findings)
    })

    for (const exporter of exporters) {
      test(`is told the same as exported by ${exporter.name}`, () => {
        const report = explainRecording(exported(exporter, log.entries))
        assert.deepEqual(told(report), expected)
        assert.deepEqual(report.remarks, remarks)
      })
    }

    for (const exporter of [sanitizing, safari]) {
      test(`as exported by ${exporter.name} it has no finding that it did not have, and says what is not there`, () => {
        const report = explainRecording(exported(exporter, log.entries))
        const more = told(report).findings.filter((id) => !findings.includes(id))
        assert.deepEqual(more, [])
        assert.ok(report.remarks.length > 0)
      })
    }

    test('none of its secrets is told', () => {
      const text = JSON.stringify(explainRecording(log.entries))
      const sent = JSON.stringify(log.entries)
      const secrets = [...sent.matchAll(/[?&"](?:code|code_verifier|csrf)=([\w-]{20,})/g)]
      const cookies = [...sent.matchAll(/"value":"[\w-]+=([\w-]{20,})/g)]
      for (const [, secret] of [...secrets, ...cookies]) assert.ok(!text.includes(secret!))
      if (name !== 'unsigned-id-token') assert.ok(secrets.length > 0)
    })
  })
}

suite('a code flow of which a proxy saw both channels', () => {
  for (const exporter of exporters) {
    test(`has no finding as exported by ${exporter.name}, and no secret when it is given away`, () => {
      const entries = exported(exporter, codeFlow())
      const report = explainRecording(entries)
      assert.deepEqual([report.findings, report.remarks], [[], []])
      assert.equal(report.flows.length, 1)
      const text = JSON.stringify(hideHar(entries, hideWhole))
      assert.doesNotMatch(
        text,
        /code-one|verifier-one|refresh-one|abcdefghijklmnop|said-in-a-socket/,
      )
      assert.ok(!text.includes(btoa('web:the-secret-of-web-client')))
    })

    test(`has each fault as exported by ${exporter.name}`, () => {
      const faulty = codeFlow({
        asks: { code_challenge_method: 'plain', state: null },
        exchanges: { redirect_uri: 'https://app.example/other' },
        idTokenHeader: { alg: 'none' },
        token: { answer: {} },
      })
      const found = (entries: readonly HarEntry[]) =>
        explainRecording(entries).findings.map(({ id }) => id)
      assert.deepEqual(found(exported(exporter, faulty)), found(faulty))
      assert.ok(found(faulty).length >= 5)
    })
  }

  test('as sanitized by Chromium it has no finding, and says that credentials are missing', () => {
    const report = explainRecording(exported(sanitizing, codeFlow()))
    assert.deepEqual(report.findings, [])
    assert.match(report.remarks.join(), /No cookie and no Authorization header/)
  })

  test('of Safari it has the end of the sign-in, and says that the redirects are missing', () => {
    const report = explainRecording(exported(safari, codeFlow()))
    assert.deepEqual(
      report.exchanges.map(({ message }) => message?.id),
      ['token request', 'resource request'],
    )
    assert.deepEqual(report.findings, [])
    assert.match(report.remarks.join(), /Safari wrote this recording/)
  })
})
