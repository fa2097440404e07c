import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { createLog, inOneWrite } from './log.ts'

test('lines of a few milliseconds are one write, in their order; later ones are another', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const writes: string[] = []
  const log = createLog('role', inOneWrite({ write: (text) => writes.push(text) }))
  log.info({ request: 1 })
  log.info({ request: 2 })
  assert.equal(writes.length, 0)
  t.mock.timers.tick(10)
  log.info({ request: 3 })
  t.mock.timers.tick(10)
  const requests = writes.map((text) =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { request: number }).request),
  )
  assert.deepEqual(requests, [[1, 2], [3]])
})

test('what is pending when the process ends is written', () => {
  const file = JSON.stringify(new URL('log.ts', import.meta.url))
  const program = `
    const { inOneWrite } = await import(${file})
    inOneWrite(process.stdout).write('the last line')
    process.exit()`
  const written = execFileSync(process.execPath, ['--input-type=module', '--eval', program])
  assert.equal(written.toString(), 'the last line')
})
