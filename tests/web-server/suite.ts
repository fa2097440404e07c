import { after, before, describe } from 'node:test'
import type { Door, OpenDoor, Places } from './door.ts'
import { connectionTests } from './suite/connections.ts'
import { errorTests } from './suite/errors.ts'
import { headerTests } from './suite/headers.ts'
import { logTests } from './suite/log.ts'
import { externalRoleTests } from './suite/external-roles.ts'
import { routingTests } from './suite/routing.ts'
import { sizeTests } from './suite/sizes.ts'
import { staticFileTests } from './suite/static-files.ts'
import { transportTests } from './suite/transport.ts'

/** What may differ between the two web servers; in all else they answer alike. */
export const differences = {
  nginx: {
    /** The status for an address of more than 32 KiB: Node counts it with the headers. */
    longAddress: 414,
    /** Node offers HTTP/1.1 only. */
    protocols: ['h2', 'http/1.1'],
    /** Static files are compressed. */
    compresses: true,
    /** Port 80, and plain HTTP at the port of HTTPS, lead to the origin; the gateway has one port. */
    redirectsPlainHttp: true,
    /** nginx drops headers by name, so an `X-Forwarded-…` that no program is known to read gets through. */
    dropsUnknownForwarded: false,
    /** nginx can't leave it out. */
    server: 'nginx',
  },
  gateway: {
    longAddress: 431,
    protocols: ['http/1.1'],
    compresses: false,
    redirectsPlainHttp: false,
    dropsUnknownForwarded: true,
    server: undefined,
  },
} as const

export type Difference = (typeof differences)[keyof typeof differences]

/** What the tests of one web server have in hand. */
export interface Used {
  /** With the lab's roles, but the client is down and the resource server is an external program. */
  readonly door: Door
  /** With more external programs: over HTTPS, with a foreign certificate, and one that is down. */
  readonly other: Door
  differs: Difference
}

const usual: Places = {
  authserver: 'lab',
  control: 'lab',
  client: 'lab-down',
  resserver: 'own',
}

const withOwn: Places = {
  authserver: 'own-https',
  control: 'lab',
  client: 'own-untrusted',
  resserver: 'own-down',
}

/** The tests of a web server, the same for each. */
export function webServerSuite(
  name: keyof typeof differences,
  openDoor: OpenDoor,
  options: { skip?: string | false } = {},
): void {
  describe(`the web server ${name}`, options, () => {
    const doors: Door[] = []
    before(async () => {
      const opened = await Promise.allSettled([usual, withOwn].map(openDoor))
      // What is open when another fails is closed in the end.
      for (const one of opened) if (one.status === 'fulfilled') doors.push(one.value)
      for (const one of opened) if (one.status === 'rejected') throw one.reason
    })
    after(() => Promise.all(doors.map((door) => door.close())))
    const used: Used = {
      get door() {
        return doors[0]!
      },
      get other() {
        return doors[1]!
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
