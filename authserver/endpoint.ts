import type { EndpointFace } from '@oauth-lab/kit/http/endpoint.ts'
import type { ServerConfiguration } from './configuration/server-configuration.ts'
import type { Exchange } from './exchange.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

type Callers = 'none' | 'listed' | 'all'

/** One endpoint: routing, metadata, CORS, rendering and challenges follow from its row. */
export interface Endpoint extends EndpointFace {
  /** Below a sandbox's base. */
  readonly path: string
  readonly methods: readonly Method[]
  /** The member of the server's metadata that names it (RFC 8414 §2). */
  readonly metadata?: `${string}_${'endpoint' | 'uri'}`
  /** Whether the metadata names it now; always, unless told. */
  readonly offered?: (configuration: ServerConfiguration) => boolean
  /** Whose scripts may call it: nobody's, those of the lab and of listed origins, or everybody's. */
  readonly cors: Callers | ((configuration: ServerConfiguration) => Callers)
  readonly handler: (exchange: Exchange) => unknown
}
