import type { Problem } from '../problems.ts'

/** What an entry of a list says, or what is wrong with it. */
export interface ReadEntry<T> {
  data: T | undefined
  problems: Problem[]
}

/** Reads each entry of a list; no two have the same name. */
export function readEach<T>(
  path: string,
  list: unknown,
  name: string,
  problems: Problem[],
  read: (entry: unknown) => ReadEntry<T>,
): T[] {
  if (!Array.isArray(list)) {
    problems.push({ path, message: 'must be a list' })
    return []
  }
  const entries: unknown[] = list
  const names = entries.map((one) => (one as Record<string, unknown> | null)?.[name])
  const first = new Map(names.map((one, at) => [one, at] as const).toReversed())
  return entries.flatMap((entry, at) => {
    const { data, problems: found } = read(entry)
    for (const problem of found) {
      const inner = problem.path === '(document)' ? '' : `.${problem.path}`
      problems.push({ path: `${path}.${at}${inner}`, message: problem.message })
    }
    const before = first.get(names[at])!
    if (names[at] !== undefined && before < at) {
      problems.push({ path: `${path}.${at}.${name}`, message: `is that of ${path}.${before}, too` })
    }
    return data ?? []
  })
}
