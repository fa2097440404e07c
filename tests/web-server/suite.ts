import { after, before, describe } from 'node:test'
import type { WebServer, OpenWebServer, Places } from './open-web-server.ts'
import { connectionTests } from './suite/connections.ts'
import { errorTests } from './suite/errors.ts'
import { headerTests } from './suite/headers.ts'
import { logTests } from './suite/log.ts'
import { externalRoleTests } from './suite/external-roles.ts'
import { routingTests } from './suite/routing.ts'
import { sizeTests } from './suite/sizes.ts'
import { staticFileTests } from './suite/static-files.ts'
import { transportTests } from './suite/transport.ts'
import { differences } from './used.ts'
import type { Used } from './used.ts'

const usual: Places = {
  authserver: 'lab',
  control: 'lab',
  client: 'lab-down',
  resserver: 'external',
}

const withOwn: Places = {
  authserver: 'external-https',
  control: 'lab',
  client: 'external-untrusted',
  resserver: 'external-down',
}

/** The tests of a web server, the same for each. */
export function webServerSuite(
  name: keyof typeof differences,
  openWebServer: OpenWebServer,
  options: { skip?: string | false } = {},
): void {
  describe(`the web server ${name}`, options, () => {
    const webServers: WebServer[] = []
    before(async () => {
      const opened = await Promise.allSettled([usual, withOwn].map(openWebServer))
      // What is open when another fails is closed in the end.
      for (const one of opened) if (one.status === 'fulfilled') webServers.push(one.value)
      for (const one of opened) if (one.status === 'rejected') throw one.reason
    })
    after(() => Promise.all(webServers.map((webServer) => webServer.close())))
    const used: Used = {
      get webServer() {
        return webServers[0]!
      },
      get other() {
        return webServers[1]!
      },
      differs: differences[name],
    }

    routingTests(used)
    headerTests(used)
    sizeTests(used)
    connectionTests(used)
    errorTests(used)
    externalRoleTests(used)
    staticFileTests(used)
    transportTests(used)
    logTests(used)
  })
}
