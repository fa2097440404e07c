import type { z } from 'zod'
import type { MessageName } from '@oauth-lab/explain/catalogue/messages.ts'
import type {
  ActionDocument,
  CarriedDocument,
  HeldDocument,
  IntervenedDocument,
  InterventionDocument as Documented,
  InterventionState,
  MatchDocument,
  ReleaseDocument,
} from './intervention-document.ts'

/** Which messages an intervention acts on; all that is said must fit. */
export interface Match extends Omit<z.input<typeof MatchDocument>, 'message'> {
  /** For example `token request`; the control API's `routes` tell which there are. */
  message?: MessageName | undefined
}

type Asked = z.input<typeof ActionDocument>

/** What may be done to a message; exactly one. */
export type Actions = {
  [Name in Exclude<keyof Asked, 'signedBy'>]-?: NonNullable<Asked[Name]>
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
export type Signer = NonNullable<Asked['signedBy']>

/** An operation of a JSON patch (RFC 6902 §4). */
export type PatchOperation = Actions['change'][number]

/** An intervention as it is asked for. */
export interface InterventionDocument extends Omit<z.input<typeof Documented>, 'match' | 'do'> {
  match?: Match | undefined
  do: Action
}

/** Before the handler, or before its answer leaves. */
export type Moment = NonNullable<InterventionDocument['at']>

/** An intervention as it stands. */
export interface Intervention extends Omit<z.output<typeof InterventionState>, 'match' | 'do'> {
  match: Match
  do: Action
}

/** A message that is held. */
export type HeldMessage = z.output<typeof HeldDocument>

/** A message as a patch sees it: decoded. */
export type Carried = z.output<typeof CarriedDocument>

/** Which held messages are let go; all of them where nothing is said. */
export type Release = z.input<typeof ReleaseDocument>

/** What is done to a held message when it is let go, and who wanted that. */
export interface Decided {
  do: Action
  by: string
}

/** A release as control asks a role for it. */
export interface DecidedRelease extends Omit<Release, 'do'> {
  decided?: Decided | undefined
}

/** What an intervention did to a message, for its recording. */
export type Intervened = z.output<typeof IntervenedDocument>
