import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { asCurl, asFetch, gapsOf, headersOf } from './attempt-as.ts'

const attempt = {
  method: 'POST',
  path: '/token',
  headers: 'content-type: application/x-www-form-urlencoded\n',
  body: "a={code}&b='x'",
}

test('a header is a line with a colon; another line is told by its number', () => {
  deepEqual(headersOf('accept: */*\n\nx-a: b:c'), {
    headers: [
      ['accept', '*/*'],
      ['x-a', 'b:c'],
    ],
  })
  equal(
    headersOf('accept: */*\nno header').problem,
    'Line 2 is no header: write name, colon, value.',
  )
})

test('what is still to be filled in is named once', () => {
  deepEqual(gapsOf({ ...attempt, path: '/{code}/{id}' }), ['code', 'id'])
})

test('the same request is a command of curl, quoted for a shell, and a call of fetch', () => {
  equal(
    asCurl('https://lab', attempt),
    `curl --cacert .lab/certs/root.crt -X POST 'https://lab/token' \\
  -H 'content-type: application/x-www-form-urlencoded' \\
  --data-raw 'a={code}&b='\\''x'\\'''`,
  )
  const code = asFetch('https://lab', attempt)
  equal(code.startsWith('const response = await fetch("https://lab/token", {'), true)
})
