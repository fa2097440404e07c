import { alignRows } from '@oauth-lab/scripts/command-line/table.ts'
import { style } from '@oauth-lab/scripts/command-line/style.ts'
import type { Finding } from './aims.ts'

/** What went wrong, in a line, with its cause. */
export function wordsOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? `${message} (${cause.message})` : message
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** What is being measured now: one line of a terminal that the next one replaces. */
export function progress(text: string): void {
  if (!process.stderr.isTTY) return
  process.stderr.write(`\r\u001b[K${text}`)
}

/** A table with a heading; numbers stand at the right of their columns. */
export function printTable(title: string, heads: string[], rows: string[][]): void {
  progress('')
  const right = (row: string[]) =>
    row.map((cell, column) =>
      column === 0
        ? cell
        : cell.padStart(Math.max(...[heads, ...rows].map((one) => one[column]!.length))),
    )
  const [head, ...lines] = alignRows([heads, ...rows].map(right))
  say(`\n${style.strong(title)}\n  ${style.faint(head!)}`)
  for (const line of lines) say(`  ${line}`)
}

/** Each aim: met, missed or not measured, with the figures. */
export function printFindings(findings: Finding[]): void {
  if (findings.length === 0) return
  say(`\n${style.strong('Aims')}`)
  for (const { aim, found, met } of findings) {
    const word =
      met === undefined ? style.faint('-     ') : met ? style.good('met   ') : style.bad('missed')
    say(`  ${word} ${aim}: ${found}`)
  }
}

export function count(value: number): string {
  return Number.isNaN(value) ? '-' : Math.round(value).toLocaleString('en')
}

export function decimal(value: number, digits = 2): string {
  return Number.isNaN(value) ? '-' : value.toFixed(digits)
}
