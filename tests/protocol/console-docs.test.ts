import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { runProgram } from '../run-program.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { suite, test } = embeddedOnly('starts a lab by the command line')
const root = join(import.meta.dirname, '../..')
const data = mkdtempSync(join(tmpdir(), 'lab-console-docs-'))
const text = readFileSync(join(root, 'docs/console.md'), 'utf8')
const lab = (...args: string[]) => runProgram(join(root, 'lab'), [...args, '--data', data])

suite('docs/console.md', () => {
  before(async () => {
    equal((await lab('up', '--detach', '--memory', '--port', '0')).code, 0)
  })
  after(async () => {
    equal((await lab('down')).code, 0)
    rmSync(data, { recursive: true })
  })

  test('has commands that read a configuration, change it, and find the change in the audit log', async () => {
    const [, commands] = /^```sh\n(.*?)^```$/ms.exec(text)!
    const script = commands!.replaceAll(/^\.\/lab (.*)$/gm, '"$LAB" $1 --data "$DATA"')
    const env = { ...process.env, LAB: join(root, 'lab'), DATA: data }
    const { code, stdout, stderr } = await runProgram('sh', ['-euc', script], { env })
    deepEqual([code, stderr], [0, ''])
    match(stdout, /"codeLifetime": 60,[^]*"codeLifetime": 30,[^]*"kind": "change"/)
  })

  test('shows pictures that are there, light and dark', () => {
    const pictures = [...text.matchAll(/(?:src|srcset)="(pictures\/[^"]+)"/g)]
    equal(pictures.length, 10)
    for (const [, picture] of pictures) {
      equal(readFileSync(join(root, 'docs', picture!)).toString('latin1', 8, 12), 'WEBP')
    }
  })
})
