import { equal, match } from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { thirdPartyNotices } from './third-party-notices.ts'

const pathOf = (module: string) => fileURLToPath(import.meta.resolve(module))

test('a library in a bundle is named with its version and licence', () => {
  const notices = thirdPartyNotices([pathOf('zx'), pathOf('zx'), pathOf('undici')])
  match(notices, /^undici \d+\.\d+\.\d+ \(MIT\)\n\nMIT License/)
  equal(notices.match(/^zx \d/gm)?.length, 1)
})

test('the lab’s own modules need no notice', () => {
  equal(thirdPartyNotices([import.meta.filename]).trim(), '')
})
