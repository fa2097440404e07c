import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { readUpSettings } from './up-settings.ts'
import type { UpFlags } from '../up-flags.ts'

const flags = { docker: true, blank: false } as UpFlags

test('--blank is handed on to the containers; without it they keep what .env says', () => {
  equal(readUpSettings({ ...flags, blank: true }, {})['LAB_BLANK'], 'on')
  deepEqual(Object.keys(readUpSettings(flags, { LAB_BLANK: 'on' })), [])
})
