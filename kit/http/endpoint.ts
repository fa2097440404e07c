import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The protocol's endpoint that a route is, where it is one. */
    endpoint?: EndpointFace
    /** Of an admin API's route: whether it only tries something, and tells a refusal in its answer. */
    dry?: boolean
    /** Whether an external program answers there. */
    external?: boolean
  }
}

/** What every role tells of a protocol endpoint, whatever the protocol. */
export interface EndpointFace {
  /** What the field calls the message, for example `token request`. */
  readonly message: MessageName
  /** What it answers: JSON for programs, or a page for people; also when it refuses. */
  readonly shows: 'json' | 'page'
  /** Whether its handler brings its refusals where they belong, such as to a redirect URI; or reads what they need. */
  readonly refusesItself?: boolean
}
