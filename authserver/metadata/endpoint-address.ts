import type { ServerConfiguration } from '../configuration/server-configuration.ts'

/** Where an endpoint is, and how the metadata tells it. */
export interface EndpointAddress {
  /** Below a sandbox's base. */
  readonly path: string
  /** The member of the server's metadata that names it (RFC 8414 §2). */
  readonly metadata?: `${string}_${'endpoint' | 'uri' | 'iframe'}`
  /** Whether clients show their certificates there, so that it has an alias at the port for them (RFC 8705 §5). */
  readonly takesCertificate?: true
  /** Whether the metadata names it now; always, unless told. */
  readonly offered?: (configuration: ServerConfiguration) => boolean
}
