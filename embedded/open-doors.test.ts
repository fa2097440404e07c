import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { isLoopback, openDoors } from './open-doors.ts'

const own = { superuser: 'one', developer: 'two' }

test('loopback is 127.0.0.0/8, ::1 and localhost, and nothing else', () => {
  for (const address of ['127.0.0.1', '127.8.0.1', '::1', '[::1]', 'localhost'])
    assert.ok(isLoopback(address), address)
  for (const address of ['0.0.0.0', '::', '', '192.168.0.4', '127.0.0.1.example', '128.0.0.1'])
    assert.ok(!isLoopback(address), address)
})

test('behind a door that others reach, each password that everybody knows is named', () => {
  const paths = (passwords: typeof own) =>
    openDoors('0.0.0.0', 'LAB_BIND=0.0.0.0', passwords).map(({ path }) => path)
  assert.deepEqual(paths(defaultPasswords), ['LAB_ADMIN_PASSWORD', 'LAB_DEVELOPER_PASSWORD'])
  assert.deepEqual(paths({ ...own, developer: 'test' }), ['LAB_DEVELOPER_PASSWORD'])
  assert.deepEqual(paths(own), [])
})

test('on loopback every password will do', () => {
  assert.deepEqual(openDoors('127.0.0.1', 'LAB_BIND=127.0.0.1', defaultPasswords), [])
})
