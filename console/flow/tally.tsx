import type { LabCheck } from '@oauth-lab/explain/har/har.ts'
import { Icon } from '../parts/icon.tsx'

/** The outcomes, with the design's class and drawing, in the order in which a tally tells them. */
const outcomes = [
  ['passed', 'pass'],
  ['waived', 'waive'],
  ['failed', 'fail'],
] as const

/** How many checks passed, were waived and failed; nothing for none. With `words` the outcome is written. */
export function Tally({ checks, words = false }: { checks: readonly LabCheck[]; words?: boolean }) {
  return outcomes.map(([outcome, look]) => {
    const { length } = checks.filter((check) => check.outcome === outcome)
    if (length === 0) return null
    return (
      <span key={outcome} className={`tally ${look}`}>
        <Icon name={look} className="state" />
        {length}
        {words ? ` ${outcome}` : <span className="hidden"> {outcome}</span>}
      </span>
    )
  })
}
