import { equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { createAddressGuard, refusedAddress } from './address-guard.ts'

const isRefused = (origin: string, host: string, address: string) =>
  createAddressGuard(origin)(host, address) !== undefined

test('a lab that others reach asks no private address, in whatever form it is written', () => {
  const origin = 'https://lab.example'
  for (const address of [
    '10.1.2.3',
    '127.0.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '100.64.0.1',
    '::1',
    '::ffff:10.1.2.3',
    '::ffff:7f00:1',
    'fd00::1',
    '64:ff9b::a00:1',
  ]) {
    ok(isRefused(origin, 'as.example', address), address)
  }
  for (const address of ['93.184.215.14', '172.32.0.1', '2606:2800::1']) {
    equal(isRefused(origin, 'as.example', address), false, address)
  }
})

test('its own host it asks, wherever that is', () => {
  equal(isRefused('https://lab.example', 'lab.example', '10.1.2.3'), false)
  equal(isRefused('https://[fd00::7]:8443', 'fd00::7', 'fd00::7'), false)
  equal(isRefused('https://lab.example', 'lab.example.org', '10.1.2.3'), true)
})

test('a lab on this machine alone asks what this machine may, but no link-local address', () => {
  for (const origin of ['https://localhost:8443', 'https://webserver', 'https://127.0.0.2']) {
    equal(isRefused(origin, 'keycloak', '172.18.0.5'), false, origin)
    equal(isRefused(origin, 'as.example', '127.0.0.1'), false, origin)
    for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fe80::1', '0.0.0.0']) {
      ok(isRefused(origin, 'as.example', address), `${origin} ${address}`)
    }
  }
})

test('the refusal names host and address', () => {
  const error = createAddressGuard('https://lab.example')('as.example', '10.0.0.1')!
  match(error.message, /as\.example is at 10\.0\.0\.1/)
  equal((error as NodeJS.ErrnoException).code, refusedAddress)
})
