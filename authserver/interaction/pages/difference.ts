/** A text in three parts: what is the same in front, what differs, what is the same behind. */
export type Marked = readonly [before: string, differs: string, after: string]

/** Marks where two texts differ; where one only lacks something, a neighbour is marked in both. */
export function markDifference(a: string, b: string): [Marked, Marked] {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  let end = 0
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  if (start + end === shorter) {
    if (end > 0) end -= 1
    else if (start > 0) start -= 1
  }
  const cut = (text: string): Marked => [
    text.slice(0, start),
    text.slice(start, text.length - end),
    text.slice(text.length - end),
  ]
  return [cut(a), cut(b)]
}

/** The candidates, the one most like `text` first. */
export function nearestFirst(text: string, candidates: readonly string[]): string[] {
  const alike = (candidate: string) => {
    const [[before, , after]] = markDifference(text, candidate)
    return (2 * (before.length + after.length)) / (text.length + candidate.length)
  }
  return candidates.toSorted((a, b) => alike(b) - alike(a))
}
