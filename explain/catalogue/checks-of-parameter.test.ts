import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { advisedChecks } from '../checks/advice-of.ts'
import { claims } from './claims.ts'
import { checksOfParameter, parameterChecks } from './checks-of-parameter.ts'
import { messageOf } from './messages.ts'
import { serverMetadata } from './metadata.ts'
import { parameters } from './parameters.ts'

suite('the checks that look at a parameter', () => {
  test('each row names a message, a parameter and checks that there are', () => {
    const names = new Set([parameters, claims, serverMetadata].flatMap((one) => Object.keys(one)))
    for (const { message, rows } of parameterChecks) {
      assert.ok(messageOf(message), message)
      for (const [name, checks] of Object.entries(rows)) {
        assert.ok(names.has(name), `${message}: ${name}`)
        for (const id of checks) assert.ok(advisedChecks.includes(id), `${name}: ${id}`)
      }
    }
  })

  test('one name is looked at by other checks in another message', () => {
    const of = (message: string) => checksOfParameter({ message, at: 'request' }, 'redirect_uri')[0]
    assert.equal(of('authorization request'), 'redirect-uri.registered')
    assert.equal(of('token request'), 'code.redirect-uri')
  })

  test('what nothing looks at has none', () => {
    for (const message of ['token request', 'toString', 'nothing']) {
      assert.deepEqual(checksOfParameter({ message, at: 'response' }, 'constructor'), [])
    }
  })
})
