import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'
import type { ManagedRole } from '../admin/managed-roles.ts'

/** Which messages an intervention acts on; all that is said must fit. */
export interface Match {
  role?: ManagedRole | undefined
  /** For example `token request`; the control API's `routes` tell which there are. */
  message?: MessageName | undefined
  /** The `client_id` that the message names. */
  client?: string | undefined
  /** A user name or subject that the message names. */
  user?: string | undefined
  /** Below a sandbox's base, for example `/authserver/oauth2/token`; `*` at the end stands for the rest. */
  path?: string | undefined
  /** Only the nth that fits, from 1. */
  nth?: number | undefined
  /** Of those that fit, how many: from 0 to 1. */
  probability?: number | undefined
  /** With the same seed the same ones are taken. */
  seed?: string | undefined
}

/** What may be done to a message; exactly one. */
export interface Actions {
  /** Until it is released, 5 minutes of real time at most; then it goes on as it was sent. */
  hold: true
  /** Milliseconds of real time. */
  delay: number
  /** Instead of the handler's; `body` is text, or JSON. */
  answer: { status: number; headers?: Record<string, string> | undefined; body?: unknown }
  /** The code of an OAuth error, as the endpoint renders it. */
  error: string
  /** The connection is reset: before the answer, or in the middle of it. */
  drop: 'before' | 'within'
  /** A JSON patch (RFC 6902). */
  change: PatchOperation[]
}
export type ActionName = keyof Actions
export type Action =
  | { [Name in Exclude<ActionName, 'change'>]: Pick<Actions, Name> }[Exclude<ActionName, 'change'>]
  | Change

/** Changes may be in JWTs, which are signed again. */
export interface Change extends Pick<Actions, 'change'> {
  /** `current` unless told. */
  signedBy?: Signer | undefined
}

/**
 * By what a changed JWT is signed: the current or the next key, one that is not published, HMAC with
 * the public key as secret, nothing (alg none); or its old signature stays.
 */
export type Signer = 'current' | 'next' | 'unpublished' | 'hmac' | 'none' | 'kept'

/** An operation of a JSON patch (RFC 6902 §4). */
export type PatchOperation =
  | { op: 'add' | 'replace' | 'test'; path: string; value: unknown }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; from: string; path: string }

/** Before the handler, or before its answer leaves. */
export type Moment = 'request' | 'response'

/** An intervention as it is asked for. */
export interface InterventionDocument {
  match?: Match | undefined
  /** `request` unless told. */
  at?: Moment | undefined
  do: Action
  /** How often at most; always unless told. */
  times?: number | undefined
  /** Seconds of real time; until it is deleted unless told. */
  lifetime?: number | undefined
}

/** An intervention as it stands. */
export interface Intervention {
  id: string
  /** The administrator who set it. */
  by: string
  match: Match
  at: Moment
  do: Action
  times?: number | undefined
  /** ISO time, real. */
  until?: string | undefined
  /** How many messages it acted on. */
  used: number
}

/** A message that is held. */
export interface HeldMessage {
  /** The request's id, by which it is released and found in the recording. */
  exchange: string
  /** Id of the intervention that holds it. */
  intervention: string
  role: string
  at: Moment
  message?: string | undefined
  method: string
  /** Below the sandbox's base, without query. */
  path: string
  /** ISO times, real. */
  since: string
  until: string
}

/** Which held messages are let go; all of them where nothing is said. */
export interface Release {
  exchange?: string | undefined
  intervention?: string | undefined
}

/** What an intervention did to a message, for its recording. */
export interface Intervened {
  id: string
  do: ActionName
  by: string
  /** What a patch changed: the paths of its operations. */
  changed?: string[]
  /** By what the changed JWT was signed. */
  signedBy?: Signer
  /** Why it changed nothing. */
  problem?: string
}
