import { equal } from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, test } from 'node:test'
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

  test('is good for twelve hours', ({ mock }) => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() })
    mock.timers.tick((adminTokenLifetime - 60) * 1000)
    equal(verifyAdminToken(key, origin, token), 'superuser')
    mock.timers.tick(61_000)
    equal(verifyAdminToken(key, origin, token), undefined)
  })

  test('that was changed, cut or made up is not good', () => {
    const [, claims, signature] = token.split('.') as [string, string, string]
    const other = Buffer.from(claims, 'base64url').toString().replace('superuser', 'somebody0')
    const forged = `lab-admin.${Buffer.from(other).toString('base64url')}`
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

  test('is not what its key has signed for another purpose', () => {
    const key64 = Buffer.from(key, 'hex')
    for (const value of [
      'eyJhbGciOiJIUzI1NiJ9.e30',
      'text',
      Buffer.from('{}').toString('base64url'),
    ]) {
      const signature = createHmac('sha256', key64).update(value).digest('base64').replace('=', '')
      equal(verifyAdminToken(key, origin, `${value}.${signature}`), undefined)
    }
  })
})
