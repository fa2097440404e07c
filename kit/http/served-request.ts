import type { CheckRecord } from '../check-definition.ts'
import type { Refusal } from '../checks.ts'
import type { Intervened } from '../interventions/intervention.ts'
import type { SignJwt } from '../interventions/patch-jwts.ts'
import type { KeptBody } from '../recording/kept-body.ts'
import type { Sandbox } from '../sandbox.ts'

/** What passes through the lab on its way to an external program and back. */
export interface Passing {
  requestBody: KeptBody
  responseBody: KeptBody
  /** Names and values by turns; undefined until the program answers. */
  responseHeaders: string[] | undefined
  /** Why no answer came, or not whole. */
  failure: string | undefined
  /** What the field calls the message; asked where an intervention wants to know. */
  message?: () => string | undefined
  /** What its body said, where it was read for an intervention. */
  read?: unknown
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Signs a JWT that an intervention has changed. */
    signJwt: (sandbox: Sandbox) => SignJwt
  }
  interface FastifyRequest {
    /** The role that serves it. */
    role: string
    sandbox: Sandbox
    checks: CheckRecord[]
    /** When the request came, on the store's own count. */
    storeMark: number
    /** When it came, in real time and in order, milliseconds since the epoch. */
    startedAt: number
    /** When it came, on the sandbox's clock, milliseconds. */
    labTime: number
    /** Until its answer began to leave, milliseconds. */
    waited: number | undefined
    /** The body as it came, for the recording; undefined where none was read. */
    sentBody: string | undefined
    /** The answer's body, for the recording. */
    answered: string | Buffer | undefined
    /** What interventions did to it and to its answer. */
    intervened: Intervened[] | undefined
    /** How it came, where an intervention changed it. */
    cameWith: { target: string; rawHeaders: string[] } | undefined
    /** The error that an intervention wants, where the handler renders its refusals by itself. */
    orderedRefusal: Refusal | undefined
    /** Where an external program answers in the role's place. */
    passing: Passing | undefined
  }
}
