import { longestFirst, patternOf, sandboxPatternOf, slashlessPattern } from './routes.ts'
import type { Route } from './routes.ts'

const table = longestFirst.map((route) => ({
  route,
  answers: new RegExp(patternOf(route)),
  sandboxed: new RegExp(sandboxPatternOf(route)),
}))
const slashless = new RegExp(slashlessPattern)

/**
 * Who answers at a path.
 * @param path as it was sent, without the query
 * @returns the row and whether the path names a sandbox; `slashless` for a folder without its slash
 */
export function findRoute(
  path: string,
): { route: Route; sandboxed: boolean } | 'slashless' | undefined {
  const decoded = decode(path)
  const row = table.find(({ answers }) => answers.test(decoded))
  if (row !== undefined) return { route: row.route, sandboxed: row.sandboxed.test(decoded) }
  return slashless.test(decoded) ? 'slashless' : undefined
}

/** Byte by byte, as nginx does; only ASCII matters here. */
function decode(path: string): string {
  if (!path.includes('%')) return path
  return path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
}
