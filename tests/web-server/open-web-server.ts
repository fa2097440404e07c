import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import type { Lines } from './lines.ts'

/**
 * Who stands at a role's place: the lab's role, or an external program over HTTP or HTTPS;
 * `untrusted` has a certificate of another root. All of them echo; those that are down don't
 * listen.
 */
export type Place =
  | 'lab'
  | 'lab-down'
  | 'external'
  | 'external-https'
  | 'external-untrusted'
  | 'external-down'

export type Places = Record<RoleName, Place>

/** A web server under test. */
export interface WebServer {
  /** For example `https://webserver:40123`; its host need not resolve. */
  origin: string
  port: number
  /** The port on which it speaks plain HTTP, if it does. */
  plainPort?: number
  /** The root certificate, PEM. */
  ca: string
  /** What it writes, one line each. */
  log: Lines
  /** Gives it a new certificate. */
  renew(): Promise<KeyedCertificate>
  close(): Promise<void>
}

/** @param places who stands where; external programs are given a second to answer */
export type OpenWebServer = (places: Places) => Promise<WebServer>
