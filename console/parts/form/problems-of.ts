import type { Problem } from '../../api/answer.ts'

/** The problems of a member and of what is in it, each with the rest of its path, and with what to do. */
export function problemsOf(name: string, problems: readonly Problem[]): Problem[] {
  return problems.flatMap(({ path, message, remedy }) => {
    const text = remedy === undefined ? message : `${message}. ${remedy}`
    if (path === name) return [{ path: '', message: text }]
    return path.startsWith(`${name}.`) ? [{ path: path.slice(name.length + 1), message: text }] : []
  })
}
