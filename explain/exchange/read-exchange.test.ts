import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { HarEntry } from '../har/har.ts'
import { readExchange } from './read-exchange.ts'

const form = [{ name: 'code', value: 'a+b' }]
const url = 'https://as.example/token'

function posted(postData: HarEntry['request']['postData']): HarEntry {
  return { request: { method: 'POST', url, ...(postData && { postData }) } }
}

suite('an exchange of any export', () => {
  test('a form is read from its text, or from its parameters where there is no text (Safari)', () => {
    const mimeType = 'application/x-www-form-urlencoded; charset=UTF-8'
    for (const postData of [
      { mimeType, text: 'code=a%2Bb' },
      { mimeType, text: 'code=a%2Bb', params: [{ name: 'code', value: 'a%2Bb' }] },
      { mimeType, params: form },
      { mimeType, text: btoa('code=a%2Bb'), encoding: 'base64' },
    ]) {
      assert.deepEqual(readExchange(posted(postData)).form, form)
    }
  })

  test('a form is known by the header where the export does not say its type', () => {
    const entry = posted({ mimeType: '', text: 'code=a%2Bb' })
    entry.request.headers = [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }]
    assert.deepEqual(readExchange(entry).form, form)
  })

  test('a body of base64 is decoded (Charles, Safari)', () => {
    const text = btoa('{"active":true}')
    const content = { mimeType: 'application/json', encoding: 'base64', text }
    const entry = { ...posted(undefined), response: { status: 200, content } }
    assert.deepEqual(readExchange(entry).responseJson, { active: true })
  })

  test('what is no JSON, no base64 or no text is nothing', () => {
    for (const content of [
      { mimeType: 'application/json', text: '{"active":' },
      { mimeType: 'application/json', text: '%%%', encoding: 'base64' },
      { mimeType: 'application/json', text: btoa('\xff'), encoding: 'base64' },
      { mimeType: 'application/json' },
      {},
    ]) {
      const entry = { ...posted(undefined), response: { status: 200, content } }
      assert.equal(readExchange(entry).responseJson, undefined)
    }
  })

  test('HTTP/2’s own headers are none, and names are compared without case', () => {
    const headers = [
      { name: ':authority', value: 'as.example' },
      { name: 'AUTHORIZATION', value: 'Bearer x' },
    ]
    const { requestHeaders } = readExchange({ request: { method: 'get', url, headers } })
    assert.deepEqual(requestHeaders, [{ name: 'authorization', value: 'Bearer x' }])
  })

  test('an answer that never came has the status 0', () => {
    assert.equal(readExchange(posted(undefined)).status, 0)
    assert.equal(readExchange({ ...posted(undefined), response: { status: -1 } }).status, 0)
  })

  test('the moment is that of the lab’s clock where a recording says it', () => {
    const startedDateTime = '2026-11-26T10:00:00.123456+00:00'
    const entry: HarEntry = { startedDateTime, request: { method: 'GET', url } }
    assert.equal(readExchange(entry).at, Date.UTC(2026, 10, 26, 10, 0, 0, 123))
    const _oauth = { id: 'x', role: 'client', labTime: '2030-01-01T00:00:00Z' }
    assert.equal(readExchange({ ...entry, _oauth }).at, Date.UTC(2030, 0, 1))
    assert.ok(Number.isNaN(readExchange(posted(undefined)).at))
  })

  test('a redirect is read whole, with what stands after its #', () => {
    const response = {
      status: 302,
      headers: [{ name: 'Location', value: '/callback?state=s#access_token=t' }],
    }
    const { redirect } = readExchange({ request: { method: 'GET', url }, response })
    assert.equal(redirect?.address, 'https://as.example/callback')
    assert.deepEqual(redirect?.query, [{ name: 'state', value: 's' }])
    assert.deepEqual(redirect?.fragment, [{ name: 'access_token', value: 't' }])
  })

  test('a page that posts an authorization response is a redirect by form', () => {
    const html = `<form method="post" action="https://app.example/cb?x=1&amp;y=2">
      <input type="hidden" name="code" value="a&quot;b"><input name='state' type=hidden value='s'>
      <button>Go on</button></form>`
    const content = { mimeType: 'text/html; charset=utf-8', text: html }
    const entry = { request: { method: 'GET', url }, response: { status: 200, content } }
    const { redirect } = readExchange(entry)
    assert.equal(redirect?.url.href, 'https://app.example/cb?x=1&y=2')
    assert.equal(redirect?.by, 'form')
    assert.deepEqual(redirect?.form, [
      { name: 'code', value: 'a"b' },
      { name: 'state', value: 's' },
    ])
  })

  test('a sign-in page is no redirect', () => {
    const text = '<form action="/login"><input type="hidden" name="csrf" value="s"></form>'
    const content = { mimeType: 'text/html', text }
    const entry = { request: { method: 'GET', url }, response: { status: 200, content } }
    assert.equal(readExchange(entry).redirect, undefined)
  })
})
