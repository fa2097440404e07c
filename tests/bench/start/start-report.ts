import type { Summary } from '../load/statistics.ts'
import type { Finding } from '../report/aims.ts'
import type { Memory } from './measure-start.ts'

/** Times are milliseconds from exec on. */
export interface StartRow {
  subject: string
  ready: Summary
  /** To the first client-credentials token. */
  token: Summary
  /** To the end of a code flow, login and consent included. */
  flow: Summary
  /** Bytes. */
  memory: Memory
}

export interface StartReport {
  rounds: number
  rows: StartRow[]
  /** All images of the Compose project together, compressed, bytes. */
  imagesCompressed?: number
  aims: Finding[]
  /** What could not be measured here, and why. */
  leftOut: string[]
  failures: string[]
}

export const names = {
  embedded: 'lab, embedded',
  allInOne: 'lab, all-in-one container',
  cold: 'lab, Compose, cold',
  warm: 'lab, Compose, warm',
} as const
