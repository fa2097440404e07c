import { deepEqual, equal, throws } from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  closeSecret,
  makePassableFolder,
  openSecret,
  writePublic,
  writeSecret,
} from './file-access.ts'

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

function temporary(t: TestContext, umask: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-files-'))
  const before = process.umask(umask)
  t.after(() => {
    process.umask(before)
    rmSync(folder, { recursive: true })
  })
  return folder
}

for (const umask of [0, 0o022, 0o077, 0o777]) {
  test(`with umask ${umask.toString(8)} a secret is its owner’s alone, a public file everybody’s`, (t) => {
    const folder = temporary(t, umask)
    for (const name of ['new', 'there']) {
      const path = join(folder, name)
      if (name === 'there') {
        writeFileSync(path, 'old')
        chmodSync(path, 0o644)
      }
      writeSecret(path, 'text')
      deepEqual([modeOf(path), readFileSync(path, 'utf8')], ['600', 'text'])
      writePublic(path, 'public')
      equal(modeOf(path), '644')
      openSecret(path)
      deepEqual([modeOf(path), readFileSync(path, 'utf8')], ['600', 'public'])
    }
    openSecret(join(folder, 'opened'))
    equal(modeOf(join(folder, 'opened')), '600')
    deepEqual(readdirSync(folder).sort(), ['new', 'opened', 'there'])
  })

  test(`with umask ${umask.toString(8)} new folders can be passed through, others keep their mode`, (t) => {
    const folder = temporary(t, umask)
    const there = join(folder, 'there')
    mkdirSync(there)
    chmodSync(there, 0o750)
    makePassableFolder(join(there, 'a', 'b'))
    deepEqual([there, join(there, 'a'), join(there, 'a', 'b')].map(modeOf), ['750', '711', '711'])
  })
}

test('a secret that is not there stays away, and a folder that cannot be made is no silence', () => {
  closeSecret('/nowhere/at/all')
  equal(existsSync('/nowhere'), false)
  throws(() => makePassableFolder('/proc/lab/a'), { code: 'ENOENT' })
})
