import assert from 'node:assert/strict'
import test from 'node:test'
import { scanLogs } from './scan-logs.ts'

const code = 'kX9-w_2fQpLr77'

function scan(text: string, value = code) {
  return scanLogs(new Map([['a.log', text]]), [{ kind: 'code', value, by: 'a.test.ts' }])
}

test('a secret in a log is found with log, line and kind, and is not shown', () => {
  assert.deepEqual(scan(`{"msg":"one"}\n{"url":"/callback?code=${code}&state=x"}`), [
    { log: 'a.log', line: 2, kind: 'code', by: 'a.test.ts' },
  ])
})

test('a log without the secret has no findings, even with its first characters', () => {
  assert.deepEqual(scan(`{"msg":"${code.slice(0, -1)}"}`), [])
})

test('a percent-encoded secret is found', () => {
  const value = 'abc/def+ghi=='
  assert.equal(scan(`url=/?code=${encodeURIComponent(value)}`, value).length, 1)
})

test('a secret escaped in JSON is found', () => {
  const value = 'quote"inside-it'
  assert.equal(scan(JSON.stringify({ msg: value }), value).length, 1)
})

test('a client secret inside a Basic authorization header is found at every alignment', () => {
  for (const id of ['a', 'ab', 'abc']) {
    const header = Buffer.from(`${id}:${code}`).toString('base64')
    assert.equal(scan(`authorization: Basic ${header}`).length, 1, id)
  }
})

test('a short password is found as a JSON string and in a form, not inside other words', () => {
  assert.equal(scan('{"password":"SYS"}', 'SYS').length, 1)
  assert.equal(scan(String.raw`{"msg":"{\"password\":\"SYS\"}"}`, 'SYS').length, 1)
  assert.equal(scan('body username=x&password=SYS&csrf=1', 'SYS').length, 1)
  assert.equal(scan('{"msg":"SYSTEM","path":"/SYS"} password=SYSTEM', 'SYS').length, 0)
})

test('a thousand secrets are searched for in one pass over each log', () => {
  const secrets = Array.from({ length: 1000 }, (_, n) => ({
    kind: 'code',
    value: `secret-${n}-x`,
    by: `${n}`,
  }))
  const findings = scanLogs(new Map([['a.log', `none\n${'y'.repeat(1000)} secret-999-x`]]), secrets)
  assert.deepEqual(findings, [{ log: 'a.log', line: 2, kind: 'code', by: '999' }])
})
