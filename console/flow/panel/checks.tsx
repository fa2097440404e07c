import type { LabCheck } from '@oauth-lab/explain/har/har.ts'
import { prefix } from '../../base.ts'
import { placesOf, useCodePlaces } from '../code/use-code-places.ts'
import { Clause } from '../../parts/clause.tsx'

const looks = {
  failed: ['fail', 'Failed'],
  waived: ['waive', 'Waived'],
  passed: ['pass', 'Passed'],
} as const

/** What was checked, with its clause; what failed comes first. */
export function Checks({ checks, role }: { checks: readonly LabCheck[]; role: string }) {
  const places = useCodePlaces()
  const order = Object.keys(looks)
  const sorted = checks.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome))
  return (
    <ul className="checks">
      {sorted.map(({ id, outcome, says, detail, clause }, index) => {
        const [look, word] = looks[outcome]
        return (
          <li key={index} className={look}>
            <svg className="state" role="img" aria-label={word}>
              <use href={`#i-${look}`} />
            </svg>
            <p>
              {outcome !== 'passed' && <b className="word">{word}. </b>}
              {says}
            </p>
            {detail !== undefined && <p className="found">{detail}</p>}
            <p className="clause">
              <Clause clause={clause} /> ·{' '}
              <a href={`${prefix}/explained/${encodeURIComponent(id)}`}>
                <code>{id}</code>
              </a>
            </p>
            {places && (
              <p className="found place">
                <span className="hidden">Its code: </span>
                <code>{placesOf(places.checks[id], role).slice(0, 2).join(', ')}</code>
              </p>
            )}
          </li>
        )
      })}
    </ul>
  )
}
