import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openCertificates, renewLeaf } from './certificate-folder.ts'
import { leafFits, readCertificate } from './certificates.ts'
import { ConfigurationError } from './problems.ts'

test('certificates are made at first use and are the same at the second', async (t) => {
  const folder = temporary(t)
  const first = await openCertificates('localhost', folder)
  assert.deepEqual(await openCertificates('localhost', folder), first)
  assert.equal(statSync(join(folder, 'root.key')).mode & 0o777, 0o600)
  assert.deepEqual(readCertificate(first.leaf.certificate).names.slice(0, 2), [
    'localhost',
    'webserver',
  ])
})

test('a renewed leaf is below the same root', async (t) => {
  const folder = temporary(t)
  const first = await openCertificates('localhost', folder)
  const leaf = await renewLeaf(first.root, 'localhost', folder)
  assert.notEqual(leaf.certificate, first.leaf.certificate)
  assert.ok(leafFits(leaf, first.root.certificate, '127.0.0.1'))
  assert.deepEqual(await openCertificates('localhost', folder), { root: first.root, leaf })
})

test('a host that the root does not permit gets a new root, one that it permits does not', async (t) => {
  const folder = temporary(t)
  const first = await openCertificates('localhost', folder)
  const same = await openCertificates('webserver', folder)
  assert.equal(same.root.certificate, first.root.certificate)
  const other = await openCertificates('lab.test', folder)
  assert.notEqual(other.root.certificate, first.root.certificate)
  assert.ok(leafFits(other.leaf, other.root.certificate, 'lab.test'))
  assert.deepEqual(await openCertificates('lab.test', folder), other)
})

test('a damaged root is refused by its path, not replaced', async (t) => {
  const folder = temporary(t)
  await openCertificates('localhost', folder)
  const path = join(folder, 'root.crt')
  writeFileSync(path, 'damaged')
  await assert.rejects(openCertificates('localhost', folder), (error) => {
    assert.ok(error instanceof ConfigurationError)
    assert.deepEqual(error.problems, [{ path, message: 'it is damaged; remove it' }])
    return true
  })
})

function temporary(t: { after(work: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-certificates-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}
