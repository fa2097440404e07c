import { equal } from 'node:assert/strict'
import { describe, mock, test } from 'node:test'
import { adminTokenLifetime, createAdminToken, verifyAdminToken } from './admin-token.ts'

const key = '5'.repeat(64)
const origin = 'https://localhost:8443'
const token = createAdminToken(key, origin, 'superuser')

describe('a token of an administrator', () => {
  test('is good with its key at its origin', () => {
    equal(verifyAdminToken(key, origin, token), 'superuser')
  })

  test('of another key, or for another origin, is not good', () => {
    equal(verifyAdminToken('6'.repeat(64), origin, token), undefined)
    equal(verifyAdminToken(key, 'https://localhost:8444', token), undefined)
  })

  test('is good for twelve hours', () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() })
    mock.timers.tick((adminTokenLifetime - 60) * 1000)
    equal(verifyAdminToken(key, origin, token), 'superuser')
    mock.timers.tick(61_000)
    equal(verifyAdminToken(key, origin, token), undefined)
    mock.timers.reset()
  })

  test('that was changed, cut or made up is not good', () => {
    const [claims, signature] = token.split('.') as [string, string]
    const other = Buffer.from(claims, 'base64url').toString().replace('superuser', 'somebody0')
    const forged = Buffer.from(other).toString('base64url')
    for (const bad of [
      `${forged}.${signature}`,
      claims,
      `${claims}.`,
      `.${signature}`,
      '.',
      '',
      'x.y',
    ]) {
      equal(verifyAdminToken(key, origin, bad), undefined, bad)
    }
  })
})
