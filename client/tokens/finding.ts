import type { ShownCheck } from '@oauth-lab/kit/pages/parts.ts'

/** What this page found about one rule: a sentence with wire names in backticks, and its clause. */
export type Finding = ShownCheck

/**
 * What is said of a rule that holds, and of one that does not: then also what was expected and what
 * came.
 */
export interface Sentences {
  held: string
  broken: string
  detail?: string
}

/** The finding for a rule that holds or not. */
export function finding(
  clause: string,
  holds: boolean,
  { held, broken, detail }: Sentences,
): Finding {
  return {
    clause,
    says: holds ? held : broken,
    outcome: holds ? 'passed' : 'failed',
    ...(!holds && detail !== undefined && { detail }),
  }
}

/** A rule that doesn't apply here, with the reason. */
export function unneeded(clause: string, says: string): Finding {
  return { clause, says, outcome: 'unneeded' }
}
