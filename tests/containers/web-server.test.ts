import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { labNames } from '@oauth-lab/kit/certificates.ts'
import { nginxFiles } from '@oauth-lab/webserver/nginx.ts'
import type { Upstreams } from '@oauth-lab/webserver/upstreams.ts'
import { ask } from '../web-server/ask.ts'
import { checkConfiguration, openNginx } from '../web-server/nginx-server.ts'
import { webServerSuite } from '../web-server/suite.ts'

webServerSuite('nginx', openNginx)

const lab: Upstreams = {
  authserver: { url: 'http://authserver:3000', external: false },
  resserver: { url: 'http://resserver:3000', external: false },
  client: { url: 'http://client:3000', external: false },
  control: { url: 'http://control:3000', external: false },
}

const external: Upstreams = {
  ...lab,
  authserver: { url: 'https://as.example', external: true },
  resserver: { url: 'http://host.docker.internal:4000', external: true },
  client: { url: 'https://127.0.0.1:4001', external: true },
}

describe('the configuration of nginx', () => {
  test('nginx takes it before any role can be found, for each origin and for external programs', async () => {
    const configurations = [
      ['https://webserver', lab],
      ['https://webserver:8443', external],
      ['https://lab.example:80', lab],
      ['https://[::1]:8443', lab],
      ['https://webserver', { ...lab, resserver: { url: 'http://[fd00::1]:80', external: true } }],
    ] as const
    await Promise.all(
      configurations.map(([origin, upstreams]) =>
        checkConfiguration(nginxFiles({ origin, names: labNames, upstreams })),
      ),
    )
  })

  test('a role that is killed is answered 502, and found again at its new address', async () => {
    const webServer = await openNginx({
      authserver: 'lab',
      resserver: 'lab',
      client: 'lab',
      control: 'lab',
    })
    try {
      equal((await ask(webServer, '/authserver/')).status, 200)
      await webServer.killRoles()
      const [get, post] = await Promise.all([
        ask(webServer, '/authserver/'),
        ask(webServer, '/client/', { method: 'POST' }),
      ])
      deepEqual([get.status >= 502, post.status >= 502], [true, true])
      await webServer.startRoles()
      for (const path of ['/authserver/', '/client/', '/~k3f9/resserver/', '/']) {
        // nginx asks for the address of a name each second.
        let { status } = await ask(webServer, path)
        for (const end = Date.now() + 30_000; status !== 200 && Date.now() < end;) {
          ;({ status } = await ask(webServer, path))
        }
        equal(status, 200, path)
      }
    } finally {
      await webServer.close()
    }
  })
})
