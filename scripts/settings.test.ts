import { deepEqual, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'
import { projectPath } from './lab-file.ts'
import { readSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-settings-'))
const path = join(folder, '.env')
after(() => rmSync(folder, { recursive: true }))

test('the environment wins over .env, whose paths begin at the project', () => {
  writeFileSync(path, '\uFEFFLAB_ADMIN_PASSWORD=one\nLAB_PORT=1\nLAB_ADMIN_PASSWORD_FILE=./two\n')
  deepEqual(readSettings({ LAB_PORT: '2' }, path), {
    LAB_ADMIN_PASSWORD: 'one',
    LAB_PORT: '2',
    LAB_ADMIN_PASSWORD_FILE: resolve(projectPath, 'two'),
  })
})

test('a password of which Compose would replace a part is refused, unless the environment has another', () => {
  writeFileSync(path, 'LAB_ADMIN_PASSWORD=pa$word\nOTHER=$HOME\n')
  throws(() => readSettings({}, path), {
    name: 'ConfigurationError',
    problems: [
      {
        path: '.env:1',
        message:
          'LAB_ADMIN_PASSWORD: Compose replaces what follows a $; write the value in single quotes',
      },
    ],
  })
  deepEqual(readSettings({ LAB_ADMIN_PASSWORD: 'mine' }, path)['LAB_ADMIN_PASSWORD'], 'mine')
})

test('a lab without .env has what the environment says; a .env that cannot be read is refused', () => {
  deepEqual(readSettings({ LAB_PORT: '2' }, join(folder, 'none')), { LAB_PORT: '2' })
  throws(() => readSettings({}, folder), {
    name: 'ConfigurationError',
    problems: [{ path: folder, message: 'this is a folder, not a file' }],
  })
})
