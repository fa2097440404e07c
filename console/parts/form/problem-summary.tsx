import type { Ref } from 'react'
import type { Problem } from '../../api/answer.ts'
import { Icon } from '../icon.tsx'
import { labelOf } from './json-schema.ts'

/** Every problem of a document at once; each line leads to its field. */
export function ProblemSummary({
  problems,
  ref,
}: {
  problems: readonly Problem[]
  ref: Ref<HTMLDivElement>
}) {
  const count = problems.length
  return (
    <div className="alert fail" role="alert" id="problems" tabIndex={-1} ref={ref}>
      <Icon name="fail" className="state" />
      <h2>{count === 1 ? 'One problem keeps' : `${count} problems keep`} this from being saved</h2>
      <ul>
        {problems.map(({ path, message }) => {
          const [name = '', at] = path.split('.')
          const target = `f-${name}`
          // The field of what is wrong, else of what it is in.
          const focus = () => {
            const fields = [`f-${path}`, `${target}-${at}`, target].map((id) =>
              document.querySelector<HTMLElement>(`[id="${id}"]`),
            )
            fields.find((field) => field !== null)?.focus()
          }
          return (
            <li key={path + message}>
              <a
                href={`#${target}`}
                onClick={(event) => {
                  event.preventDefault()
                  focus()
                }}
              >
                {labelOf(name)}
                {at !== undefined && ` ${/^\d+$/.test(at) ? Number(at) + 1 : at}`}
              </a>{' '}
              {message}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
