import { Clause } from '../../parts/clause.tsx'
import { StateMark } from '../state-mark.tsx'
import type { Row } from './row.ts'

/** What was read, a line each: name, value, meaning, judgement. */
export function Rows({ rows }: { rows: readonly Row[] }) {
  return (
    <dl className="claims wide">
      {rows.map(({ name, value, means, state, words, clause }, index) => (
        <div key={index} className={state}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className="mean">{means}</dd>
          <dd className="judge">
            <StateMark state={state} />
            <span>
              {words}{' '}
              {clause !== undefined && (
                <span className="clause">
                  <Clause clause={clause} />
                </span>
              )}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
