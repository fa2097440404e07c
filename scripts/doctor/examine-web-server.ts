import { X509Certificate } from 'node:crypto'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { LabFile } from '../lab-file.ts'
import type { Service } from '../docker/services.ts'
import { runInside } from './containers.ts'
import { findingsOf } from './finding.ts'
import type { Finding } from './finding.ts'
import { openConnection } from './observe/open-connection.ts'
import type { Remedies } from './remedies.ts'

/** Looks into nginx's container, which holds no Node: its certificate's file, and the names it calls. */
export async function examineWebServer(
  { container: id }: Service,
  { file, remedies }: { file: LabFile; remedies: Remedies },
): Promise<Finding[]> {
  const [kept, root, hosts] = await Promise.all([
    read(id, '/lab/config/leaf.crt'),
    read(id, '/lab/config/root.crt'),
    // It fails for all where one has no address, but tells the others.
    runInside(id, ['sh', '-c', `getent hosts ${roles.join(' ')}; exit 0`]).catch(() => ''),
  ])
  return [...(await examineFiles(kept, root, file, remedies)), ...examineUpstreams(hosts, remedies)]
}

async function examineFiles(
  leaf: X509Certificate | string,
  root: X509Certificate | string,
  { origin, address, ca }: LabFile,
  remedies: Remedies,
): Promise<Finding[]> {
  const { ok, wrong } = findingsOf('certificate')
  const bad = [leaf, root].find((one) => typeof one === 'string')
  if (typeof leaf === 'string' || typeof root === 'string') {
    return [
      wrong('the web server has no certificate to show', {
        seen: String(bad),
        expected: '/lab/config/leaf.crt and root.crt, PEM',
        fix: remedies.renew(origin),
      }),
    ]
  }
  if (!root.raw.equals(new X509Certificate(ca).raw)) {
    return [
      wrong('the web server has another root than the lab file', {
        seen: root.fingerprint256,
        expected: new X509Certificate(ca).fingerprint256,
        fix: remedies.trust(),
      }),
    ]
  }
  const { hostname, port } = new URL(origin)
  const shown = await openConnection({
    host: hostname,
    port: Number(port || 443),
    secure: true,
    ca: [ca],
    address,
    timeout: 8000,
  })
  const first = 'chain' in shown ? shown.chain[0] : undefined
  if (first === undefined || new X509Certificate(first).raw.equals(leaf.raw)) {
    return [ok('its file is what it shows')]
  }
  return [
    wrong('the web server shows another certificate than the one in its folder', {
      seen: `ends ${new X509Certificate(first).validTo}`,
      expected: `ends ${leaf.validTo}`,
      fix: remedies.restart('webserver'),
    }),
  ]
}

function examineUpstreams(hosts: string, remedies: Remedies): Finding[] {
  const { ok, wrong } = findingsOf('name')
  const known = hosts.split('\n').flatMap((line) => line.trim().split(/\s+/).slice(1))
  const lost = roles.filter((role) => !known.includes(role))
  if (lost.length === 0) return [ok('the roles’ names resolve')]
  return lost.map((role) =>
    wrong(`${role} does not resolve in the web server`, {
      seen: 'no address',
      expected: `the address of the container of ${role}`,
      fix: remedies.role(role),
    }),
  )
}

/** The certificate, or why there is none. */
async function read(id: string, path: string): Promise<X509Certificate | string> {
  try {
    return new X509Certificate(await runInside(id, ['cat', path]))
  } catch (error) {
    return `${path}: ${(error as Error).message}`
  }
}
