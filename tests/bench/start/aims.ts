import { finding } from '../report/aims.ts'
import type { Finding } from '../report/aims.ts'
import { names } from './start-report.ts'
import type { StartReport } from './start-report.ts'

/** Which of the aims for starting were met; medians count. */
export function findingsOf({ rows, imagesCompressed }: StartReport): Finding[] {
  const find = (subject: string) => rows.find((row) => row.subject === subject)
  const below = (aim: string, limit: number, value: number | undefined, unit: string) =>
    finding(
      aim,
      value === undefined ? undefined : `${Math.round(value)} ${unit}`,
      value !== undefined && value < limit,
    )
  const megabytes = (bytes: number | undefined) => bytes && bytes / 1e6
  const embedded = find(names.embedded)
  return [
    below('exec to first token under 250 ms', 250, embedded?.token.median, 'ms'),
    below('idle under 130 MB', 130, megabytes(embedded?.memory.idle), 'MB'),
    below('warm docker compose up --wait under 4 s', 4000, find(names.warm)?.ready.median, 'ms'),
    below('all images together under 250 MB compressed', 250, megabytes(imagesCompressed), 'MB'),
  ]
}
