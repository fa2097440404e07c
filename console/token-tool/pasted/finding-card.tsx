import type { ReactNode } from 'react'
import { StateMark } from '../state-mark.tsx'
import type { Finding } from './row.ts'

/** What is said of something that was pasted: one mark, one sentence, one reason, then what it is made of. */
export function FindingCard({
  finding: { state, title, reason, todo },
  children,
}: {
  finding: Finding
  children?: ReactNode
}) {
  return (
    <section className="card result" aria-labelledby="verdict">
      <header className={`verdict ${state}`}>
        <StateMark state={state} />
        <div>
          <h2 id="verdict">{title}</h2>
          <p>{reason}</p>
        </div>
      </header>
      {todo.length > 0 && (
        <div className="stack">
          <h3>What to do</h3>
          <ol className="steps">
            {todo.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ol>
        </div>
      )}
      {children}
    </section>
  )
}
