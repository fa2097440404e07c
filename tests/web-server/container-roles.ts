import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { bodyLimit } from '@oauth-lab/webserver/limits.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { Upstreams } from '@oauth-lab/webserver/upstreams.ts'
import { docker, followLog, fromProject } from './docker.ts'
import type { Places } from './open-web-server.ts'
import type { Cast } from './echo-server.ts'
import type { EchoListener } from './listen-echo.ts'

/** Who listens where. The lab's roles are found by name, external programs as on the host; control is apart. */
export async function castRoles(
  places: Places,
  leaf: KeyedCertificate,
): Promise<{ upstreams: Upstreams; listeners: EchoListener[]; urls: Cast['programs']['urls'] }> {
  const listeners: EchoListener[] = []
  const urls: Cast['programs']['urls'] = {}
  const upstreams = {} as Upstreams
  for (const [index, role] of roles.entries()) {
    const place = places[role]
    const external = place.startsWith('external')
    const secure = place === 'external-https' || place === 'external-untrusted'
    const port = 3000 + index
    upstreams[role] = {
      url: external ? `http${secure ? 's' : ''}://localhost:${port}` : `http://${role}:${port}`,
      external,
    }
    if (external) urls[role] = upstreams[role].url
    if (place.endsWith('-down') || role === 'control') continue
    const shown = place === 'external-untrusted' ? (await openCertificates('webserver')).leaf : leaf
    listeners.push({ role, port, ...(secure && { leaf: shown }), ...(!external && { bodyLimit }) })
  }
  return { upstreams, listeners, urls }
}

/** Starts one container that plays all roles. @returns its address */
export async function startRoles(network: string, cast: Cast): Promise<string> {
  const container = `${network}-roles`
  await docker(
    'run',
    '--detach',
    '--init',
    '--user=1000:1000',
    `--name=${container}`,
    `--network=${network}`,
    ...roles.map((role) => `--network-alias=${role}`),
    // An external program stands on the host, as control sees it.
    '--add-host=host.docker.internal:127.0.0.1',
    `--env=CAST=${JSON.stringify(cast)}`,
    `--volume=${fromProject('.')}:/lab:ro`,
    'node:26.10.0-slim',
    'node',
    '/lab/tests/web-server/echo-server.ts',
  )
  await followLog(container).find((line) => line === 'ready')
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}'
  return docker('inspect', `--format=${format}`, container)
}
