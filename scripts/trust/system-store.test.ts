import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { isInstalled } from './run.ts'
import { addByHand, addToSystem, findSystemStore, removeFromSystem } from './system-store.ts'
import type { AnchorStore } from './system-store.ts'

const work = mkdtempSync(join(tmpdir(), 'lab-store-'))
after(() => rmSync(work, { recursive: true, force: true }))
const root = join(work, 'root.crt')
const { certificate } = await createRoot('localhost')
const { certificate: other } = await createRoot('localhost')
writeFileSync(root, certificate)

/** Debian's store, in folders of this test's own. */
function ownStore(): AnchorStore {
  const [local, certificates, hooks, shipped] = ['local', 'certs', 'hooks', 'shipped'].map(
    (name) => {
      const folder = join(work, name)
      mkdirSync(folder)
      return folder
    },
  ) as [string, string, string, string]
  // One authority of the system's: with none at all the program leaves everything as it is.
  const config = join(work, 'ca-certificates.conf')
  writeFileSync(config, 'other.crt\n')
  writeFileSync(join(shipped, 'other.crt'), other)
  const places = { localcertsdir: local, etccertsdir: certificates, hooksdir: hooks }
  const all = Object.entries({ ...places, certsdir: shipped, certsconf: config })
  const folders = all.flatMap(([name, path]) => [`--${name}`, path])
  const update = ['update-ca-certificates', ...folders] as const
  return { kind: 'anchors', system: 'test', folder: local, update, refresh: [...update, '--fresh'] }
}

test(
  'the root is among the system’s authorities after it was added, and not after it was removed',
  { skip: !isInstalled('update-ca-certificates') && 'there is no update-ca-certificates' },
  async () => {
    const store = ownStore()
    const all = join(work, 'certs', 'ca-certificates.crt')
    assert.deepEqual(await addToSystem(store, root), {
      place: 'this system (test)',
      done: true,
      says: join(store.folder, 'oauth-lab.crt'),
    })
    assert.ok(readFileSync(all, 'utf8').includes(certificate.trim()))
    assert.equal((await removeFromSystem(store)).done, true)
    assert.ok(!readFileSync(all, 'utf8').includes(certificate.trim()))
    assert.equal((await removeFromSystem(store)).says, 'it was not there')
  },
)

test('what this user may not do is left, with the one line that does it', async () => {
  const store: AnchorStore = {
    kind: 'anchors',
    system: 'test',
    folder: '/proc/none',
    update: ['update-ca-certificates'],
  }
  const step = await addToSystem(store, root)
  assert.equal(step.done, false)
  assert.equal(
    step.byHand,
    `sudo cp ${root} /proc/none/oauth-lab.crt && sudo update-ca-certificates`,
  )
})

test('macOS and Windows have commands of their own, and a path with spaces is quoted', () => {
  const [mac, windows] = (['darwin', 'win32'] as const).map((system) => findSystemStore(system)!)
  assert.equal(
    addByHand(mac!, '/a b/root.crt'),
    "security add-trusted-cert -r trustRoot '/a b/root.crt'",
  )
  assert.equal(
    addByHand(windows!, 'C:\\lab\\root.crt'),
    'certutil -addstore -user Root C:\\lab\\root.crt',
  )
})
