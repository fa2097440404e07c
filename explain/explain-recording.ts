import { explainSeen } from './explanation/explain-exchange.ts'
import type { Explanation, Side } from './explanation/explain-exchange.ts'
import type { Part } from './explanation/part.ts'
import { findFindings } from './findings/find-findings.ts'
import type { Finding } from './findings/finding.ts'
import { findFlows } from './flows/find-flows.ts'
import type { Flow } from './flows/find-flows.ts'
import type { HarEntry } from './har/har.ts'
import { readRecording } from './recording/recording.ts'
import { remarksOn } from './recording/remarks.ts'
import { createMemory } from './secrets/hide-everywhere.ts'
import type { Memory } from './secrets/hide-everywhere.ts'
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
  /** What the recording does not hold. */
  remarks: string[]
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
  const exchanges = told.map((exchange) => explainSeen(exchange, recording, memory))
  // An error text may repeat a secret that stands under its name elsewhere.
  for (const { request, response } of exchanges) {
    hideInSide(request, memory)
    hideInSide(response, memory)
  }
  return {
    read: entries.length,
    exchanges,
    flows,
    findings: memory.everywhere(findFindings(recording)),
    remarks: remarksOn(recording),
  }
}

function hideInSide(side: Side, memory: Memory): void {
  side.line = memory.inText(side.line)
  side.short = memory.inText(side.short)
  hideInParts(side.parts, memory)
}

function hideInParts(parts: Part[], memory: Memory): void {
  for (const part of parts) {
    part.value = memory.inText(part.value)
    if (part.parts !== undefined) hideInParts(part.parts, memory)
  }
}
