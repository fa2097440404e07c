import { equal, ok } from 'node:assert/strict'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { docker, requireDocker } from './support/compose-lab.ts'

const folder = await mkdtemp(join(tmpdir(), 'lab-trust-'))
const image = `oauth-lab-test-trust-${process.pid}`
after(async () => {
  await docker(['image', 'rm', '--force', image])
  await rm(folder, { recursive: true, force: true })
})

test('an image built by the lines of docs/trust.md trusts the lab’s root', async () => {
  const { root } = await openCertificates('webserver', join(folder, 'certs'))
  const [, lines] = /^```dockerfile\n([^]*?)^```/m.exec(await readTrust())!
  await copyFile(join(folder, 'certs/root.crt'), join(folder, 'root.crt'))
  // A base that has Debian's ca-certificates.
  await writeFile(join(folder, 'Dockerfile'), `FROM nginx:1.30\nUSER root\n${lines}`)
  await requireDocker(['build', '--tag', image, folder])
  const bundle = await requireDocker(['run', '--rm', '--entrypoint', 'cat', image, bundlePath])
  ok(bundle.includes(root.certificate.trim()))
  const before = await docker(['run', '--rm', '--entrypoint', 'cat', 'nginx:1.30', bundlePath])
  equal(before.output.includes(root.certificate.trim()), false)
})

const bundlePath = '/etc/ssl/certs/ca-certificates.crt'

const readTrust = () => readFile(join(import.meta.dirname, '../../docs/trust.md'), 'utf8')
