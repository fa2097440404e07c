/** What a check of the lab is for, and what to do when it fails. */
export interface Advice {
  /** What goes wrong without it. */
  why: string
  /** What makes it hold. */
  fix: string
}

export type Advices = Readonly<Record<string, Advice>>
