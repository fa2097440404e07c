import { deepEqual, equal, match } from 'node:assert/strict'
import { describe, test } from 'node:test'
import * as fc from 'fast-check'
import { redirectUriProblem } from './redirect-uri-problem.ts'

const web = { native: false, httpForLocalhost: false }
const native = { native: true, httpForLocalhost: false }
const lenient = { native: false, httpForLocalhost: true }
const says = (uri: string, rules = web) => redirectUriProblem(uri, rules)?.message

describe('a redirect URI', () => {
  test('is exactly what the URL parser writes again', () => {
    const written = {
      'https:/app.example/cb': 'https://app.example/cb',
      'https:\\\\app.example\\cb': 'https://app.example/cb',
      'https://APP.example/cb': 'https://app.example/cb',
      'HTTPS://app.example/cb': 'https://app.example/cb',
      'https://app.example:443/cb': 'https://app.example/cb',
      'https://app.example': 'https://app.example/',
      'https://app.example/a/../cb': 'https://app.example/cb',
      'https://app.example/a b': 'https://app.example/a%20b',
      ' https://app.example/': 'https://app.example/',
      'https://app.example/\n': 'https://app.example/',
      'https://ä.example/ü': 'https://xn--4ca.example/%C3%BC',
      'https://0x7f.1/cb': 'https://127.0.0.1/cb',
    }
    for (const [uri, right] of Object.entries(written)) {
      match(says(uri) ?? '', /not written as URL parsers write it/, uri)
      equal(redirectUriProblem(uri, web)?.remedy, `Send ${right}`)
      equal(says(right), undefined, right)
    }
  })

  test('of a web client is https', () => {
    for (const uri of ['https://app.example/', 'https://localhost:8443/a?b=%20c']) {
      equal(says(uri), undefined)
    }
    match(says('http://app.example/') ?? '', /plain HTTP to another machine/)
    match(says('com.example.app:/cb') ?? '', /web application/)
    match(says('javascript:alert(1)') ?? '', /web application/)
  })

  test('of a native client may be plain HTTP at this machine (RFC 8252 §7.3, §8.3)', () => {
    for (const host of ['127.0.0.1', '[::1]', 'localhost', 'localhost:3000']) {
      equal(says(`http://${host}/callback`, native), undefined)
      match(says(`http://${host}/callback`) ?? '', /plain HTTP/)
      equal(says(`http://${host}/callback`, lenient), undefined)
    }
    for (const host of ['127.0.0.2', '10.0.0.1', 'localhost.evil.example', 'app.example']) {
      for (const rules of [native, lenient])
        match(says(`http://${host}/`, rules) ?? '', /plain HTTP/)
    }
  })

  test('of a native client may have a private-use scheme: a domain name in reverse (§7.1)', () => {
    equal(says('com.example.app:/callback', native), undefined)
    for (const uri of ['app:/callback', 'javascript:alert(1)', 'data:text/html,x', 'file:///etc']) {
      match(says(uri, native) ?? '', /no domain name in reverse/)
    }
  })

  test('has no fragment, no wildcard, no user information, and a scheme', () => {
    const bad = {
      '/callback': 'is not an absolute URI',
      'https://app.example/#x': 'has a fragment',
      'https://app.example/#': 'has a fragment',
      'https://*.app.example/': 'has a wildcard',
      'https://user@app.example/': 'holds user information',
      'https://:secret@app.example/': 'holds user information',
    }
    deepEqual(
      Object.keys(bad).map((uri) => says(uri)),
      Object.values(bad),
    )
  })
})

test('a redirect URI without a problem is what a browser opens, and at no other machine in plain text', () => {
  const uris = fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true, validSchemes: ['http', 'https'] }),
    fc.string({ unit: 'binary' }),
    fc.string().map((rest) => `https://app.example/${rest}`),
    fc.tuple(fc.string(), fc.domain()).map(([user, host]) => `https://${user}@${host}/`),
    fc.string().map((rest) => `com.example.app:${rest}`),
  )
  fc.assert(
    fc.property(uris, fc.constantFrom(web, native, lenient), (uri, rules) => {
      if (redirectUriProblem(uri, rules) !== undefined) return
      const url = new URL(uri)
      equal(url.href, uri)
      equal(url.hash + url.username + url.password, '')
      const isPlain = url.protocol === 'http:'
      equal(isPlain && !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname), false)
      equal(rules === web && url.protocol !== 'https:', false)
    }),
    { numRuns: 1000 },
  )
})
