import type { WebServer } from './open-web-server.ts'

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
  readonly webServer: WebServer
  /** With more external programs: over HTTPS, with a foreign certificate, and one that is down. */
  readonly other: WebServer
  differs: Difference
}
