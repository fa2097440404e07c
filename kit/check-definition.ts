/** One protocol decision: what must hold, who says so, and how its failure is answered. */
export interface CheckDefinition {
  /** Where it is written, for example `RFC 7636 §4.6`. */
  clause: string
  /** What must hold, one sentence. */
  requirement: string
  /** The error code that the peer is sent. */
  error: string
  /** HTTP status of a direct refusal; 400 unless told. */
  status?: number
  /** Whether a sandbox's policy may waive it. */
  waivable?: boolean
  /** The check that a peer is told of instead, where the precise one would help an attacker. */
  publicAs?: string
}

export type Catalogue = Readonly<Record<string, CheckDefinition>>

export type Outcome = 'passed' | 'failed' | 'waived'

/** A check as it went in one request. */
export interface CheckRecord {
  id: string
  outcome: Outcome
  clause: string
  requirement: string
  detail?: string
}
