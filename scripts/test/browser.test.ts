import assert from 'node:assert/strict'
import test from 'node:test'
import { findBrowserTools } from './browser.ts'

test('a browser that LAB_BROWSER names and that is not there is told, not replaced', async (t) => {
  const before = process.env['LAB_BROWSER']
  t.after(() => {
    if (before === undefined) delete process.env['LAB_BROWSER']
    else process.env['LAB_BROWSER'] = before
  })
  process.env['LAB_BROWSER'] = '/nowhere/chromium'
  const reason = process.platform === 'linux' ? /LAB_BROWSER names \/nowhere\/chromium/ : /Linux/
  const answer = await findBrowserTools()
  assert.ok(typeof answer === 'string' && reason.test(answer))
})
