import type { ShownCheck } from '@oauth-lab/kit/pages/parts.ts'

/** What this page found about one rule: a sentence with wire names in backticks, and where it is written. */
export type Finding = ShownCheck

/** The finding for a rule that holds or not. @param detail what was found instead */
export function finding(
  clause: string,
  requirement: string,
  holds: boolean,
  detail?: string,
): Finding {
  return {
    clause,
    requirement,
    outcome: holds ? 'passed' : 'failed',
    ...(!holds && detail !== undefined && { detail }),
  }
}

/** A rule that doesn't apply here, with the reason. */
export function unneeded(clause: string, requirement: string): Finding {
  return { clause, requirement, outcome: 'unneeded' }
}

/** A claim as it was found, for a sentence. */
export function found(value: unknown): string {
  return value === undefined
    ? 'It is missing.'
    : `It is \`${typeof value === 'string' ? value : JSON.stringify(value)}\`.`
}
