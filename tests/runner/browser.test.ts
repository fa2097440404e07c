import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { findBrowserTools } from './browser.ts'

function useEnvironment(t: TestContext, variables: Record<string, string>): void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  })
}

test('a browser that LAB_BROWSER names and that is not there is told, not replaced', async (t) => {
  useEnvironment(t, { LAB_BROWSER: '/nowhere/chromium' })
  const reason = process.platform === 'linux' ? /LAB_BROWSER names \/nowhere\/chromium/ : /Linux/
  const answer = await findBrowserTools()
  assert.ok(typeof answer === 'string' && reason.test(answer))
})

const skip = process.platform !== 'linux' && 'the browser tests need Linux'

test('a browser that LAB_BROWSER names is the one that is used', { skip }, async (t) => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'oauth-lab-browser-'))
  t.after(() => fs.rmSync(folder, { recursive: true }))
  for (const tool of ['chromium', 'chromium-headless-shell', 'certutil']) {
    fs.writeFileSync(join(folder, tool), '#!/bin/sh', { mode: 0o755 })
  }
  const browser = join(folder, 'chromium')
  const PATH = `${folder}${delimiter}${process.env['PATH']}`
  useEnvironment(t, { LAB_BROWSER: browser, PATH })
  const certutil = join(folder, 'certutil')
  assert.deepEqual(await findBrowserTools(), { browser, shell: undefined, certutil })
})
