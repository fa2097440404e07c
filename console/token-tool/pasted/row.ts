/** One thing that was read of what was pasted: its value, what it means, and what holds of it. */
export interface Row {
  name: string
  value: string
  means: string
  state: 'pass' | 'fail' | 'idle'
  /** What was found. */
  words: string
  clause?: string
}

/** What is said of something that was pasted: a title, why, and what it is made of. */
export interface Finding {
  state: 'pass' | 'fail'
  title: string
  reason: string
  todo: readonly string[]
}

/** A row that tells and judges nothing. */
export function told(name: string, value: string, means: string, clause?: string): Row {
  const words = 'Told, not checked.'
  return { name, value, means, state: 'idle', words, ...(clause !== undefined && { clause }) }
}

/** A row with a judgement. */
export function judged(
  name: string,
  value: string,
  means: string,
  [holds, words, clause]: readonly [holds: boolean, words: string, clause: string],
): Row {
  return { name, value, means, state: holds ? 'pass' : 'fail', words, clause }
}
