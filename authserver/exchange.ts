import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { DebugLog } from './debug-log/debug-log.ts'
import type { ServerConfiguration } from './configuration/server-configuration.ts'
import type { AuthServer } from './server.ts'

/** One request and its answer: read once, and handed on to every step of an endpoint. */
export interface Exchange extends Checked {
  readonly server: AuthServer
  readonly sandbox: Sandbox
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly configuration: ServerConfiguration
  /** Absent unless somebody wants to read each step. */
  readonly debug?: DebugLog
  /** The key that the sender proved to have: tokens are bound to it (RFC 7800 §3). Absent: whoever bears one may use it. */
  readonly confirmation?: Confirmation
}

/** How a confirmation names its key (RFC 7800 §3): member and thumbprint, as `jkt` or `x5t#S256`. */
export type Confirmation = Readonly<Record<string, string>>
