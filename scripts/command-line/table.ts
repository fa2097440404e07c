import { oneLine, showControls, withoutOwnSequences } from '@oauth-lab/kit/terminal.ts'

/** Rows as lines, their columns aligned, a line each; sequences of ours take no room. */
export function alignRows(table: readonly (readonly string[])[], gap = 2): string[] {
  const rows = table.map((row) => row.map(oneLine))
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      if (column < row.length - 1) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
    })
  }
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column < row.length - 1 ? cell + ' '.repeat(widths[column]! - widthOf(cell) + gap) : cell,
      )
      .join('')
      .trimEnd(),
  )
}

function widthOf(text: string): number {
  return showControls(withoutOwnSequences(text)).length
}
