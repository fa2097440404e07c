/** Things that are joined into groups: union and find. */
export interface Groups {
  join(one: number, other: number): void
  /** The number that stands for a thing's group. */
  of(one: number): number
}

/** Each of `size` things is a group of its own at first. */
export function createGroups(size: number): Groups {
  const parents = Array.from({ length: size }, (_, i) => i)
  const of = (one: number): number => {
    let root = one
    while (parents[root] !== root) root = parents[root]!
    // What was walked leads to the root at once next time.
    for (let at = one; at !== root;) [at, parents[at]] = [parents[at]!, root]
    return root
  }
  return {
    of,
    join(one, other) {
      const [a, b] = [of(one), of(other)]
      // The earlier one stands for both.
      parents[Math.max(a, b)] = Math.min(a, b)
    },
  }
}
