import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { runLab } from '../tests/run-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'lab-hosts-'))
after(() => rmSync(folder, { recursive: true, force: true }))

function hosts(...args: string[]) {
  return runLab(['hosts', ...args, '--data', folder])
}

function newFile(text: string): string {
  const file = join(folder, `hosts-${Math.random()}`)
  writeFileSync(file, text)
  return file
}

test('a missing line is shown, added once, and taken away again', async () => {
  const file = newFile('127.0.0.1 localhost\n')
  const missing = await hosts('--file', file)
  assert.equal(missing.code, 1)
  assert.match(missing.stdout, /webserver does not resolve here;.*\n\n {2}127\.0\.0\.1 webserver\n/)

  const added = await hosts('--add', '--file', file)
  assert.equal(added.stdout, `added to ${file}: 127.0.0.1 webserver # OAuth Lab\n`)
  const again = await hosts('--add', '--file', file)
  assert.equal(again.stdout, `${file} leads webserver to 127.0.0.1 already\n`)
  assert.equal(readFileSync(file, 'utf8'), '127.0.0.1 localhost\n127.0.0.1 webserver # OAuth Lab\n')
  const present = await hosts('--file', file)
  assert.deepEqual([present.code, present.stdout], [0, 'webserver leads to 127.0.0.1\n'])

  const removed = await hosts('--remove', '--file', file)
  assert.equal(removed.stdout, `removed from ${file}: the line for webserver\n`)
  assert.equal(readFileSync(file, 'utf8'), '127.0.0.1 localhost\n')
})

test('a line that leads elsewhere is not overruled', async () => {
  const file = newFile('10.1.2.3 webserver\n')
  const { code, stderr } = await hosts('--add', '--file', file)
  assert.equal(code, 1)
  assert.equal(
    stderr,
    `lab: ${file} gives webserver the address 10.1.2.3; take that line out, then again\n`,
  )
  assert.equal(readFileSync(file, 'utf8'), '10.1.2.3 webserver\n')
})

test(
  'without permission the one command that does it is named',
  { skip: process.platform !== 'linux' && 'needs a file that nobody may write to' },
  async () => {
    // Not even root may write to this one.
    const file = '/proc/sys/kernel/ostype'
    const { code, stderr } = await hosts('--add', '--file', file)
    assert.equal(code, 1)
    assert.equal(
      stderr,
      `lab: ${file}: this user may not write to it. This does it:\n\n  echo '127.0.0.1 webserver # OAuth Lab' | sudo tee -a '${file}'\n\n`,
    )
  },
)

test('a name that is none, and adding and removing at once, are refused', async () => {
  assert.equal((await hosts('web server')).code, 2)
  assert.equal((await hosts('--add', '--remove')).code, 2)
  assert.equal((await hosts('--add', '--file', join(folder, 'none'))).code, 1)
})

test('a name that leads here by IPv6 as well is fine, and an address needs no line', async () => {
  const file = newFile('127.0.0.1 localhost\n::1 localhost\n')
  assert.match((await hosts('localhost', '--add', '--file', file)).stdout, /already$/m)
  assert.match((await hosts('127.0.0.1')).stdout, /no name is needed/)
})
