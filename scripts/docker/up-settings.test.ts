import { deepEqual, equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { readUpSettings } from './up-settings.ts'
import type { UpFlags } from '../up-flags.ts'

const flags = { docker: true, blank: false } as UpFlags

test('--blank is handed on to the containers; without it they keep what .env says', () => {
  equal(readUpSettings({ ...flags, blank: true }, {})['LAB_BLANK'], 'on')
  deepEqual(Object.keys(readUpSettings(flags, { LAB_BLANK: 'on' })), [])
})

test('--mtls-port is handed on to the containers, and is a port that somebody chose', () => {
  const port = (mtls: number) => readUpSettings({ ...flags, 'mtls-port': mtls }, {})
  deepEqual(port(8444), { LAB_MTLS_PORT: '8444' })
  throws(() => port(0), /--mtls-port takes a number from 1 to 65535 with --docker, not 0/)
})
