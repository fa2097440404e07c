import type { ClientInfo, LabClock, LabRoles } from '@oauth-lab/kit/admin/control-client.ts'
import type { Answer, Observation } from './observe/observation.ts'
import type { Finding } from './finding.ts'
import type { Remedies } from './remedies.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** What the lab says of itself through its control API. */
export interface LabState {
  roles: LabRoles
  clock: LabClock
  /** None where an external authorization server keeps them. */
  clients: ClientInfo[]
  /** The authorization server's configuration; empty where it has none. */
  config: Record<string, unknown>
  /** This machine's clock before and after it was asked, milliseconds since the epoch. */
  askedAt: number
  answeredAt: number
}

/** All that the probes judge; data only. */
export interface Examination {
  /** The issuer as its users reach it. */
  issuer: string
  observation: Observation
  /** Who must have signed the certificate, in words. */
  authority: string
  remedies: Remedies
  /** Milliseconds since the epoch, by the clock that certificates and dates are compared with. */
  now: number
  /** Present when it is a lab that runs from here; `error`: why its control API said nothing. */
  lab?: { origin: string; address?: string; state?: LabState; error?: string }
  /** The service whose container this was seen from. */
  service?: string
}

/** Looks at one thing. Pure: everything is in the examination. */
export type Probe = (examination: Examination) => Finding[]

/** The JSON object of an answer that succeeded. */
export function documentIn(answer: Answer | undefined): Record<string, unknown> | undefined {
  if (answer?.status !== 200) return undefined
  try {
    const document: unknown = JSON.parse(answer.body)
    return isObject(document) ? document : undefined
  } catch {
    return undefined
  }
}

/** The issuer's metadata: that of OpenID Connect, else that of RFC 8414. */
export function metadataOf({ observation }: Examination): Record<string, unknown> | undefined {
  const { discovery, metadata } = observation.answers
  return documentIn(discovery) ?? documentIn(metadata)
}

/** Whether the connection carried requests. */
export function isConnected({ observation }: Examination): boolean {
  const { state } = observation.connection
  return state === 'secure' || state === 'plain'
}
