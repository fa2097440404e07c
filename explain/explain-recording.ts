import { explainSeen } from './explanation/explain-exchange.ts'
import type { Explanation } from './explanation/explain-exchange.ts'
import { findFindings } from './findings/find-findings.ts'
import type { Finding } from './findings/finding.ts'
import { findFlows } from './flows/find-flows.ts'
import type { Flow } from './flows/find-flows.ts'
import type { HarEntry } from './har/har.ts'
import { readRecording } from './recording/recording.ts'
import { createMemory } from './secrets/hide-everywhere.ts'
import { hideWhole } from './secrets/hide.ts'
import type { Hide } from './secrets/hide.ts'

/** Everything that is to be said of a recording. */
export interface Report {
  /** How many exchanges were read. */
  read: number
  /** Those that are messages of the protocol, or belong to a flow, in order of time. */
  exchanges: Explanation[]
  flows: Flow[]
  /** The gravest first. */
  findings: Finding[]
}

export interface ReportOptions {
  /** How secrets are shown: `hidden` unless told. */
  hide?: Hide
}

/** Explains the entries of a HAR, all together. */
export function explainRecording(
  entries: readonly HarEntry[],
  { hide = hideWhole }: ReportOptions = {},
): Report {
  const memory = createMemory(hide)
  const recording = readRecording(entries)
  const flows = findFlows(recording)
  const inFlows = new Set(flows.flatMap((flow) => flow.entries))
  const told = recording.exchanges.filter(
    ({ message, index }) => message !== undefined || inFlows.has(index),
  )
  const exchanges = told.map((exchange) => explainSeen(exchange, recording, memory.hide))
  // An error text may repeat a secret that stands under its name elsewhere.
  return memory.everywhere({
    read: entries.length,
    exchanges,
    flows,
    findings: findFindings(recording),
  })
}
