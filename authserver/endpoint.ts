import type { FastifyRequest } from 'fastify'
import type { EndpointFace } from '@oauth-lab/kit/http/endpoint.ts'
import type { ServerConfiguration } from './configuration/server-configuration.ts'
import type { Exchange } from './exchange.ts'
import type { EndpointAddress } from './metadata/endpoint-address.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

type Callers = 'none' | 'listed' | 'all'

/** One endpoint: routing, metadata, CORS, rendering and challenges follow from its row. */
export interface Endpoint extends EndpointFace, EndpointAddress {
  readonly methods: readonly Method[]
  /** Whose scripts may call it: nobody's, those of the lab and of listed origins, or everybody's. */
  readonly cors: Callers | ((configuration: ServerConfiguration) => Callers)
  /** Whether it is opened by an access token, and challenges whoever has none that is good (RFC 6750 §3, RFC 9449 §7.1). */
  readonly takesToken?: true
  /** Whether no authorization request waits for what its page shows. */
  readonly standsAlone?: true
  readonly handler: (exchange: Exchange) => unknown
}

/** The row of the endpoint that a request came to, where it came to one. */
export function endpointOf({ routeOptions }: FastifyRequest): Endpoint | undefined {
  return routeOptions.config.endpoint as Endpoint | undefined
}
