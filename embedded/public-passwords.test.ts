import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { publicPasswordProblems } from './public-passwords.ts'

const own = { superuser: 'one', developer: 'two' }

test('at an address that others reach, each password that everybody knows is named', () => {
  const paths = (passwords: typeof own) =>
    publicPasswordProblems('0.0.0.0', 'LAB_BIND=0.0.0.0', passwords).map(({ path }) => path)
  assert.deepEqual(paths(defaultPasswords), ['LAB_ADMIN_PASSWORD', 'LAB_DEVELOPER_PASSWORD'])
  assert.deepEqual(paths({ ...own, developer: 'test' }), ['LAB_DEVELOPER_PASSWORD'])
  assert.deepEqual(paths(own), [])
})

test('on loopback every password will do', () => {
  assert.deepEqual(publicPasswordProblems('127.0.0.1', 'LAB_BIND=127.0.0.1', defaultPasswords), [])
})
