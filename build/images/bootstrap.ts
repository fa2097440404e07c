import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { openCertificates, renewLeaf } from '@oauth-lab/kit/certificate-folder.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import { writePublic, writeSecret } from '@oauth-lab/kit/file-access.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { nginxFiles } from '@oauth-lab/webserver/nginx.ts'
import { openAdminKey } from '@oauth-lab/embedded/data-folder.ts'
import { readBootstrapConfig } from './bootstrap-config.ts'

/**
 * The one-shot service of the lab in containers. Before any other service starts it makes the
 * certificates, the administrators' key and nginx's configuration in the volumes. Safe to run
 * twice; with the argument `renew` it makes a new leaf certificate as well.
 */
const folder = (name: string) => join(process.env['LAB_VOLUMES'] ?? '/lab/volumes', name)

try {
  const { origin, mtlsOrigin, upstreams, issuer } = readBootstrapConfig(process.env)
  const host = new URL(origin).hostname
  const certificates = folder('certificates')
  const { root, leaf: kept } = await openCertificates(host, certificates)
  const renews = process.argv[2] === 'renew'
  const leaf = renews ? await renewLeaf(root, host, certificates) : kept

  openAdminKey(folder('config'))
  write('config', 'root.crt', root.certificate)
  write('config', 'leaf.crt', leaf.certificate)
  write('webserver', 'root.crt', root.certificate)
  write('webserver', 'leaf.crt', leaf.certificate)
  write('webserver', 'leaf.key', leaf.key)
  const { names, notAfter } = readCertificate(leaf.certificate)
  const files = nginxFiles({ origin, mtlsOrigin, names, upstreams, issuer })
  for (const [path, content] of Object.entries(files)) write('webserver', path, content)
  process.stdout.write(`${origin}: certificate good until ${notAfter.toISOString()}\n`)
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}

function write(volume: string, path: string, content: string): void {
  const file = join(folder(volume), path)
  mkdirSync(join(file, '..'), { recursive: true })
  const keep = path.endsWith('.key') ? writeSecret : writePublic
  keep(file, content)
}
