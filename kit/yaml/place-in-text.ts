/** A place in a text: line and column from 1 on, and the line itself with a mark below the place. */
export interface Place {
  line: number
  column: number
  marked: [string, string]
}

/** @param offset characters from the beginning */
export function placeIn(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  const line = before.length
  const column = before.at(-1)!.length + 1
  const source = text.split('\n')[line - 1]!.trimEnd()
  return { line, column, marked: [source, `${' '.repeat(column - 1)}^`] }
}
