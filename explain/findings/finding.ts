import type { Recording, Seen } from '../recording/recording.ts'
import type { SignIn } from './sign-ins.ts'
import type { FoundToken } from './tokens.ts'

export type Severity = 'error' | 'warning' | 'note'

/** Something in a recording that breaks a clause, or is odd. */
export interface Finding {
  /** The rule's, for example `pkce-plain`. */
  id: string
  severity: Severity
  /** What is wrong, in a sentence without a secret. */
  says: string
  clause: string
  /** What to do. */
  remedy: string
  where: {
    /** The place of the exchange in the recording, from 0. */
    entry: number
    /** What of it, for example `request query state`. */
    part: string
  }
}

/** A recording, and what rules look for in it. */
export interface Examined extends Recording {
  signIns: readonly SignIn[]
  /** Every JWT, issued or sent. */
  tokens: readonly FoundToken[]
  /** Those that requests show as access tokens. */
  shownTokens: readonly FoundToken[]
  /** ID tokens that were issued. */
  idTokens: readonly FoundToken[]
}

/** One kind of finding: a row of the catalogue, and where it is in a recording. */
export interface Rule {
  id: string
  severity: Severity
  clause: string
  says: string
  remedy: string
  find(recording: Examined): Hit[]
}

/** Where a rule is broken. */
export interface Hit {
  at: Seen
  part: string
  /** What was expected and what came; never a secret. */
  detail?: string
  /** Where this one is graver, or less so, than the rule says. */
  severity?: Severity
  /** Where another clause is broken than the rule says. */
  clause?: string
  /** What to do here, where it is more than the rule says. */
  remedy?: string
}
