import type { StateLine } from '../../engine/lesson.ts'
import { differs } from '../../engine/requirements.ts'

/** A role's policy does not insist on a check any more. */
export function waives(role: string, check: string): StateLine {
  return {
    words: `\`${check}\` is waived in this sandbox`,
    differs: ({ is }) =>
      differs(check, is.waived[role]?.includes(check) === true, 'waived', 'insisted on'),
  }
}

/** A role's policy insists on checks again. */
export function insistsOn(role: string, ...checks: string[]): StateLine {
  const names = checks.map((check) => `\`${check}\``).join(' and ')
  return {
    words: `${names} ${checks.length === 1 ? 'is' : 'are'} insisted on again`,
    differs({ is }) {
      const left = checks.find((check) => is.waived[role]?.includes(check))
      return left === undefined
        ? undefined
        : { name: left, wanted: 'insisted on', found: 'still so' }
    },
  }
}
