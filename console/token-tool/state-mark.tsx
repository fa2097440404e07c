const words = { pass: 'Holds', fail: 'Does not hold', idle: 'Not checked' } as const

/** The mark of a check, read aloud. */
export function StateMark({ state }: { state: keyof typeof words }) {
  return (
    <svg className="state" role="img" aria-label={words[state]}>
      <use href={`#i-${state}`} />
    </svg>
  )
}
