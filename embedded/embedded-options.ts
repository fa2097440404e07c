import type { AuthorizationServerSettings } from '@oauth-lab/kit/authorization-server.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import type { Passwords } from './public-passwords.ts'

/** What a lab in one process may be told. */
export interface EmbeddedOptions {
  /** 0 or absent: chosen by the system. */
  port?: number
  /** The port at which clients may show a certificate (RFC 8705 §5); 0: chosen by the system, absent: there is none. */
  mtlsPort?: number
  /** Absent: `https://localhost:{port}`. */
  origin?: string
  /** `false`: plain HTTP, on loopback alone, for applications that can't be given a CA. Each exchange tells it. */
  tls?: boolean
  /** The address to listen on; loopback unless told. Any other needs your own passwords. */
  host?: string
  /** The address at which the port is published, when that is not `host`: around a container. */
  published?: string
  /** Instead of the public ones. */
  passwords?: Partial<Passwords>
  /** External programs at roles' places: scheme, host and port of each. */
  externalRoles?: ExternalRoles
  /** An authorization server at its own address, and what it names in its own way. */
  authorizationServer?: ExternalAuthorizationServer
  /** With what the web client and the resource server authenticate; else they register themselves. */
  credentials?: GivenCredentials
  /** Folder in which everything is kept; absent: in memory. */
  data?: string
  /** Folder of the certificates; `{data}/certs` unless told, in memory without both. */
  certificates?: string
  /** Path of a module with customization hooks for authorization server and resource server. */
  hooks?: string
  /** Whether the authorization server adds `my-property` and `other-property`, as an example of hooks; not unless told. */
  exampleHooks?: boolean
  /** Whether administrators may give sandboxes hooks of their own: code that runs in the lab. On loopback alone. */
  editHooks?: boolean
  /** Users and nothing else: no server definition, no clients; after each reset too. */
  blank?: boolean
  /** Path of a file, YAML or JSON, with the authorization server's configuration, and `clients`, `users` and `keys` besides. */
  config?: string
  /** With which the secrets of that file were encrypted, where it has some. */
  passphrase?: string | undefined
  /** Folder in which each role writes its log, `{role}.log`. */
  logs?: string
  /** Is given each line of the log (JSON, with its line feed). */
  onLog?: (line: string) => void
}

export type ExternalRoles = Partial<Record<Exclude<RoleName, 'control'>, string>>

/** With an `issuer` nothing stands at `/authserver`; without one the settings are for what stands there. */
export interface ExternalAuthorizationServer extends Omit<AuthorizationServerSettings, 'external'> {
  /** The authority of the issuer's certificate, PEM; public ones are trusted anyway. */
  ca?: string | undefined
}

/** What the lab's own roles authenticate with, instead of registering themselves (RFC 7591). */
export interface GivenCredentials {
  client?: Credentials
  resserver?: Credentials
  /** The single-page application is a public client: it has no secret. */
  spaClientId?: string
}

export interface Credentials {
  clientId: string
  clientSecret: string
}
