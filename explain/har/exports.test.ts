import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { explainRecording } from '../explain-recording.ts'
import type { Report } from '../explain-recording.ts'
import type { Har, HarEntry, HarPair } from './har.ts'
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

/** How the other exports write the same. */
const exports: Readonly<Record<string, (entry: HarEntry) => HarEntry>> = {
  'Chromium, by Playwright': (entry) => entry,
  'Chromium’s developer tools': (entry) =>
    withHeaders(entry, (pair) => ({ ...pair, name: pair.name.toLowerCase() }), [
      { name: ':method', value: entry.request.method },
      { name: ':path', value: '/' },
    ]),
  'Firefox: a local time, parameters beside the text, cookies joined in one header': (entry) => {
    const started = new Date(Date.parse(entry.startedDateTime!) + 3600_000).toISOString()
    const { _resourceType, ...rest } = withJoinedCookies(withParameters(entry, true))
    return { ...rest, startedDateTime: started.replace('Z', '+01:00') }
  },
  'Safari: parameters without the text, bodies in base64': (entry) => {
    const { _resourceType, ...rest } = withBase64(withParameters(entry, false))
    return rest
  },
  'Charles: every body in base64': (entry) => {
    const { _resourceType, ...rest } = withBase64(entry)
    return rest
  },
  'mitmproxy: microseconds, an empty list of parameters': (entry) => {
    const { _resourceType, ...rest } = entry
    const { postData } = rest.request
    const startedDateTime = entry.startedDateTime!.replace('Z', '000+00:00')
    if (postData === undefined) return { ...rest, startedDateTime }
    const request = { ...rest.request, postData: { ...postData, params: [] } }
    return { ...rest, startedDateTime, request }
  },
}

function withHeaders(
  entry: HarEntry,
  change: (pair: HarPair) => HarPair,
  more: HarPair[] = [],
): HarEntry {
  const { request, response } = entry
  return {
    ...entry,
    request: { ...request, headers: [...more, ...(request.headers ?? []).map(change)] },
    ...(response && {
      response: { ...response, headers: (response.headers ?? []).map(change) },
    }),
  }
}

function withParameters(entry: HarEntry, text: boolean): HarEntry {
  const { postData } = entry.request
  if (postData === undefined) return entry
  const params = [...new URLSearchParams(postData.text)].map(([name, value]) => ({ name, value }))
  const { text: sent, ...rest } = postData
  return {
    ...entry,
    request: {
      ...entry.request,
      postData: { ...rest, params, ...(text && sent && { text: sent }) },
    },
  }
}

function withJoinedCookies(entry: HarEntry): HarEntry {
  const { response } = entry
  const all = response?.headers ?? []
  const isCookie = ({ name }: HarPair) => name.toLowerCase() === 'set-cookie'
  const cookies = all.filter(isCookie).map(({ value }) => value)
  if (cookies.length === 0) return entry
  const joined = { name: 'set-cookie', value: cookies.join('\n') }
  const headers = [...all.filter((pair) => !isCookie(pair)), joined]
  return { ...entry, response: { ...response!, headers } }
}

function withBase64(entry: HarEntry): HarEntry {
  const { response } = entry
  const text = response?.content?.text
  if (text === undefined) return entry
  const content = {
    ...response!.content,
    text: Buffer.from(text).toString('base64'),
    encoding: 'base64',
  }
  return { ...entry, response: { ...response!, content } }
}

function harOf(name: string): Har {
  return readHar(readFileSync(join(import.meta.dirname, '../testing/har', `${name}.har`), 'utf8'))
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
    const expected = told(explainRecording(log.entries))

    test('its messages are named, and what is wrong is found', () => {
      assert.deepEqual(
        messages.filter((id) => !expected.messages.includes(id)),
        [],
      )
      assert.deepEqual(expected.findings, findings)
    })

    for (const [what, change] of Object.entries(exports)) {
      test(`is told the same as exported by ${what}`, () => {
        assert.deepEqual(told(explainRecording(log.entries.map(change))), expected)
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
