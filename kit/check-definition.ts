/** One protocol decision: what it says either way, who says so, and how its failure is answered. */
export interface CheckDefinition {
  /** Where it is written, for example `RFC 7636 §4.6`. */
  clause: string
  /** The sentence for a check that held: `The code had not been used before.` */
  held: string
  /** The sentence for one that did not: `The code had been used before.` */
  broken: string
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
  /** The sentence of the catalogue for how it went. */
  says: string
  /** What was expected and what came, where it did not hold. */
  detail?: string
}
