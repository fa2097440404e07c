/** What is checked of a token, in this order. */
export const stages = ['Form', 'Key', 'Certificate', 'Signature', 'Times', 'Audience'] as const
export type Stage = (typeof stages)[number]

/** What of a signed token is wrong. */
export type Kind =
  | 'encoding'
  | 'algorithm'
  | 'key not found'
  | 'key of another kind'
  | 'thumbprint'
  | 'certificate'
  | 'another key'
  | 'data'
  | 'signature'
  | 'times'
  | 'issuer'
  | 'audience'

/** What the token says beside what it was held against. */
export interface Compared {
  name: string
  value: string
  holds: boolean
}

interface Found {
  stage: Stage
  kind: Kind
  /** The member of header or claims that shows it. */
  member?: string
  /** Why it is wrong. */
  reason: string
  clause: string
  compared?: readonly Compared[]
  todo: readonly string[]
}

/** The first check of a token that does not hold; the message is the verdict. */
export class Broken extends Error {
  readonly found: Found
  constructor(message: string, found: Found) {
    super(message)
    this.found = found
  }
}
