import type { CheckRecord } from '../check-definition.ts'
import type { Sandbox } from '../sandbox.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The role that serves it. */
    role: string
    sandbox: Sandbox
    checks: CheckRecord[]
    /** When the request came, on the store's own count. */
    storeMark: number
    /** When it came, on the sandbox's clock, milliseconds. */
    labTime: number
    /** The body as it came, for the recording; undefined where none was read. */
    sentBody: string | undefined
    /** The answer's body, for the recording. */
    answered: string | Buffer | undefined
  }
}
