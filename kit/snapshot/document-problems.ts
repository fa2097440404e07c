import type { Problem } from '../problems.ts'
import type { AnyRow } from './part-definition.ts'

/** What is wrong with the rows of a table `configurations`, each a document in JSON. */
export function documentProblems(
  rows: readonly AnyRow[],
  read: (document: unknown) => { problems: Problem[] },
): Problem[] {
  return rows.flatMap(({ document }, at) =>
    read(JSON.parse(String(document))).problems.map(({ path, message }) => ({
      path: `tables.configurations.${at}.document.${path}`,
      message,
    })),
  )
}
