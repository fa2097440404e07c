import type { FlowMessage } from '../messages.ts'

/** Messages of two flows that stand for each other; one alone where the other flow has none. */
export interface Pair {
  left?: FlowMessage
  right?: FlowMessage
}

/** Puts the messages of two flows beside each other: the longest sequence that both have in order. */
export function alignMessages(left: readonly FlowMessage[], right: readonly FlowMessage[]): Pair[] {
  // lengths[i][j]: of what left from i and right from j have in common
  const lengths = Array.from({ length: left.length + 1 }, () =>
    Array.from({ length: right.length + 1 }, () => 0),
  )
  const [a, b] = [left.map(kindOf), right.map(kindOf)]
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const isSame = a[i] === b[j]
      lengths[i]![j] = isSame
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!)
    }
  }
  const pairs: Pair[] = []
  let [i, j] = [0, 0]
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && a[i] === b[j]) {
      pairs.push({ left: left[i]!, right: right[j]! })
      i += 1
      j += 1
    } else if (
      j >= right.length ||
      (i < left.length && lengths[i + 1]![j]! >= lengths[i]![j + 1]!)
    ) {
      pairs.push({ left: left[i]! })
      i += 1
    } else {
      pairs.push({ right: right[j]! })
      j += 1
    }
  }
  return pairs
}

/** What a message is: an answer stands for an answer to the same question, whatever it says. */
function kindOf({ exchange, side, from, to }: FlowMessage): string {
  return `${side} ${exchange.message?.id ?? ''} ${from} ${to}`
}
