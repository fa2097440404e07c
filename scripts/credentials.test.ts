import { deepEqual, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { readCredentials } from './credentials.ts'

test('a client id and secret in the environment are the client’s credentials', () => {
  const given = readCredentials({
    LAB_CLIENT_ID: 'c-1',
    LAB_CLIENT_SECRET: 'one',
    LAB_SPA_CLIENT_ID: 'c-2',
  })
  deepEqual(given, { client: { clientId: 'c-1', clientSecret: 'one' }, spaClientId: 'c-2' })
})

test('nothing set, or set to nothing, leaves the roles to register themselves', () => {
  deepEqual(readCredentials({ LAB_CLIENT_ID: '', LAB_CLIENT_SECRET: '' }), {})
})

test('half a pair is refused, and both halves that are missing are named', () => {
  throws(
    () => readCredentials({ LAB_CLIENT_ID: 'c-1', LAB_RESSERVER_CLIENT_SECRET: 'two' }),
    /LAB_CLIENT_SECRET: is set together with LAB_CLIENT_ID\n.*LAB_RESSERVER_CLIENT_ID: is set together/,
  )
})
