import { deepEqual, equal } from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { labNames } from '@oauth-lab/kit/certificates.ts'
import { nginxFiles } from '@oauth-lab/webserver/nginx.ts'
import type { Upstreams } from '@oauth-lab/webserver/upstreams.ts'
import { ask } from '../front-door/ask.ts'
import { whyNoDocker } from '../front-door/docker.ts'
import { checkConfiguration, openNginxDoor } from '../front-door/nginx-door.ts'
import { frontDoorSuite } from '../front-door/suite.ts'

const skip = (await whyNoDocker()) ?? false

frontDoorSuite('nginx', openNginxDoor, { skip })

const lab: Upstreams = {
  authserver: { url: 'http://authserver:3000', own: false },
  resserver: { url: 'http://resserver:3000', own: false },
  client: { url: 'http://client:3000', own: false },
  control: { url: 'http://control:3000', own: false },
}

const own: Upstreams = {
  ...lab,
  authserver: { url: 'https://as.example', own: true },
  resserver: { url: 'http://host.docker.internal:4000', own: true },
  client: { url: 'https://127.0.0.1:4001', own: true },
}

describe('the configuration of nginx', { skip }, () => {
  test('nginx takes it before any role can be found, for each origin and for roles of one’s own', async () => {
    const { root } = await openCertificates('webserver')
    for (const [origin, upstreams] of [
      ['https://webserver', lab],
      ['https://webserver:8443', own],
      ['https://lab.example:80', lab],
      ['https://[::1]:8443', lab],
      ['https://webserver', { ...lab, resserver: { url: 'http://[fd00::1]:80', own: true } }],
    ] as const) {
      await checkConfiguration(
        nginxFiles({ origin, names: labNames, upstreams, root: root.certificate }),
      )
    }
  })

  test('a role that is killed is answered 502, and found again at its new address', async () => {
    const door = await openNginxDoor({
      authserver: 'lab',
      resserver: 'lab',
      client: 'lab',
      control: 'lab',
    })
    try {
      equal((await ask(door, '/authserver/')).status, 200)
      await door.killRoles()
      const [get, post] = [
        await ask(door, '/authserver/'),
        await ask(door, '/client/', { method: 'POST' }),
      ]
      deepEqual([get.status >= 502, post.status >= 502], [true, true])
      await door.startRoles()
      for (const path of ['/authserver/', '/client/', '/~k3f9/resserver/', '/']) {
        for (let attempt = 1; (await ask(door, path)).status !== 200; attempt++) {
          if (attempt === 100) throw new Error(`${path} is not found again`)
          await pause(100)
        }
      }
    } finally {
      await door.close()
    }
  })
})
