import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { readExchange } from '../exchange/read-exchange.ts'
import { NotCurl, readCurl } from './read-curl.ts'

suite('a curl command as a request', () => {
  test('data make it a POST with a form; -u is Basic', () => {
    const { method, form, requestHeaders, url } = readExchange(
      readCurl(`curl -s -u 'web:a b' https://as.example/token \\
        -d grant_type=authorization_code --data-urlencode 'redirect_uri=https://app/cb?x=1'`),
    )
    assert.deepEqual([method, url.href], ['POST', 'https://as.example/token'])
    assert.deepEqual(form, [
      { name: 'grant_type', value: 'authorization_code' },
      { name: 'redirect_uri', value: 'https://app/cb?x=1' },
    ])
    assert.deepEqual(requestHeaders, [{ name: 'authorization', value: `Basic ${btoa('web:a b')}` }])
  })

  test('what Chromium copies is read: $’…’, -H, --data-raw', () => {
    const { form, requestHeaders, method } = readExchange(
      readCurl(
        String.raw`curl 'https://as.example/token' -X 'POST' -H 'Origin: https://app.example' -H $'x-y: it\'s \u0041' --data-raw 'code=a%2Bb' --compressed`,
      ),
    )
    assert.equal(method, 'POST')
    assert.deepEqual(form, [{ name: 'code', value: 'a+b' }])
    assert.deepEqual(
      requestHeaders.map(({ value }) => value),
      ['https://app.example', "it's A"],
    )
  })

  test('-G puts the data into the query', () => {
    const { query, method } = readExchange(
      readCurl('curl -G "https://as.example/authorize?a=1" -dclient_id=x'),
    )
    assert.equal(method, 'GET')
    assert.deepEqual(query, [
      { name: 'a', value: '1' },
      { name: 'client_id', value: 'x' },
    ])
  })

  test('--json is a JSON body', () => {
    const { requestJson } = readExchange(
      readCurl(`curl https://as.example/register --json '{"redirect_uris":[]}'`),
    )
    assert.deepEqual(requestJson, { redirect_uris: [] })
  })

  for (const command of ['curl', 'curl -H', 'wget https://as.example', 'curl http://']) {
    test(`no request: ${command}`, () => {
      assert.throws(() => readCurl(command), { name: NotCurl.name })
    })
  }
})
