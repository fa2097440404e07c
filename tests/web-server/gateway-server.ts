import type { Server } from 'node:http'
import { renewLeaf, openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { createLog } from '@oauth-lab/kit/log.ts'
import { createGateway } from '@oauth-lab/webserver/gateway.ts'
import type { Handler } from '@oauth-lab/webserver/gateway.ts'
import { bodyLimit } from '@oauth-lab/webserver/limits.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { openHandOn } from './open-hand-on.ts'
import { shortTimeout } from './short-timeout.ts'
import type { OpenWebServer } from './open-web-server.ts'
import { createEcho } from './echo.ts'
import { createLines } from './lines.ts'
import { listenEcho } from './listen-echo.ts'

/** The embedded web server, with echoes at the roles' places. */
export const openGateway: OpenWebServer = async (places) => {
  const { root, leaf } = await openCertificates('webserver')
  const handlers: Partial<Record<RoleName, Handler>> = {}
  const urls: Partial<Record<RoleName, string>> = {}
  const servers: Server[] = []
  for (const role of roles) {
    const place = places[role]
    if (place === 'lab') handlers[role] = createEcho(role, bodyLimit)
    if (!place.startsWith('external')) continue
    const secure = place === 'external-https' || place === 'external-untrusted'
    const own = place === 'external-untrusted' ? (await openCertificates('webserver')).leaf : leaf
    const { server, port } = await listenEcho(
      { role, port: 0, ...(secure && { leaf: own }) },
      '127.0.0.1',
    )
    urls[role] = `http${secure ? 's' : ''}://localhost:${port}`
    if (place === 'external-down') server.close()
    else servers.push(server)
  }

  const log = createLines()
  const logger = createLog('gateway', { write: (line) => log.push(line.trimEnd()) })
  const gateway = createGateway({
    leaf,
    handlers,
    external: Object.keys(urls) as RoleName[],
    timeout: shortTimeout,
    log: (line) => logger.info(line),
  })
  const port = await gateway.listen(0)
  const origin = `https://webserver:${port}`
  gateway.answerFor(origin)
  const handOn = await openHandOn(
    { urls, origin, root: root.certificate, runs: 'embedded' },
    (line) => log.push(line.trimEnd()),
  )
  for (const role of Object.keys(urls) as RoleName[]) handlers[role] = handOn.handle
  return {
    origin,
    port,
    ca: root.certificate,
    log,
    async renew() {
      const next = await renewLeaf(root, 'webserver')
      gateway.useLeaf(next)
      return next
    },
    async close() {
      await gateway.close()
      await handOn.close()
      for (const server of servers) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}
