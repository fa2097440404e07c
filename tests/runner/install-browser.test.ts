import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { TestContext } from 'node:test'
import { installBrowserTools } from './install-browser.ts'

const skip = process.platform !== 'linux' && 'Debian packages are for Linux'

/** Puts an apt-get first and alone on the PATH. */
function useAptGet(t: TestContext, script: string): string {
  const { LAB_BROWSER, PATH } = process.env
  const folder = fs.mkdtempSync(join(tmpdir(), 'oauth-lab-apt-'))
  fs.writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\n${script}`, { mode: 0o755 })
  process.env['PATH'] = folder
  delete process.env['LAB_BROWSER']
  t.after(() => {
    process.env['PATH'] = PATH
    if (LAB_BROWSER !== undefined) process.env['LAB_BROWSER'] = LAB_BROWSER
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

test('Chromium and certutil come from apt-get, after an update', { skip }, async (t) => {
  const folder = useAptGet(
    t,
    `folder=\${0%/*}
    echo "$*" >> "$folder/calls"
    [ "$1" = update ] || for tool in chromium certutil; do /bin/cp "$0" "$folder/$tool"; done`,
  )
  const tools = await installBrowserTools()
  assert.equal(tools.certutil, join(folder, 'certutil'))
  assert.deepEqual(fs.readFileSync(join(folder, 'calls'), 'utf8').split('\n'), [
    'update --quiet',
    'install --quiet --simulate chromium-headless-shell',
    'install --quiet --yes --no-install-recommends chromium libnss3-tools chromium-headless-shell',
    '',
  ])
})

test('a release without Chromium without windows gets the whole one alone', { skip }, async (t) => {
  const folder = useAptGet(
    t,
    `folder=\${0%/*}
    case "$*" in *shell*) echo 'E: Unable to locate package'; exit 100 ;; esac
    [ "$1" = update ] || for tool in chromium certutil; do /bin/cp "$0" "$folder/$tool"; done`,
  )
  const { certutil } = await installBrowserTools()
  assert.equal(certutil, join(folder, 'certutil'))
})

test('what apt-get says when it fails is told', { skip }, async (t) => {
  useAptGet(t, 'echo "E: could not open lock file" >&2; exit 100')
  await assert.rejects(installBrowserTools(), /apt-get update failed:\nE: could not open lock file/)
})
