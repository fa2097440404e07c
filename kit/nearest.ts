/**
 * The candidate that takes the fewest edits (insert, delete, replace, swap neighbours) to become the
 * word; undefined if that is more than half of the word.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined
  let fewest = Math.max(1, Math.floor(word.length / 2)) + 1
  for (const candidate of candidates) {
    const edits = distance(word, candidate)
    if (edits < fewest) {
      best = candidate
      fewest = edits
    }
  }
  return best
}

/** The end of a refusal of an unknown word: the nearest of the known ones, or all of them. */
export function hintFor(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? `there are ${known.join(', ')}` : `did you mean ${near}?`
}

/** The end of a refusal that tells all that is known: the nearest of it, where one is near. */
export function hintOfNearest(word: string, known: readonly string[]): string {
  const near = nearest(word, known)
  return near === undefined ? '' : `; did you mean ${near}?`
}

/** Optimal string alignment distance. */
function distance(from: string, to: string): number {
  let before: number[] = []
  let previous = Array.from({ length: to.length + 1 }, (_, n) => n)
  for (let i = 1; i <= from.length; i++) {
    const current = [i]
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      current[j] = Math.min(
        previous[j]! + 1,
        current[j - 1]! + 1,
        previous[j - 1]! + cost,
        swapped ? before[j - 2]! + 1 : Infinity,
      )
    }
    before = previous
    previous = current
  }
  return previous[to.length]!
}
