import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { openEmbeddedLab } from './embedded.ts'
import type { EmbeddedOptions } from './embedded.ts'

export type LabOptions = EmbeddedOptions

/** A running lab, as a test holds it. */
export interface Lab {
  /** For example `https://localhost:40123`. */
  origin: string
  /** The base of the default sandbox: the origin. */
  base: string
  issuer: string
  /** The root certificate, PEM: what a client has to trust. */
  ca: string
  /** `fetch` that trusts the lab's root. */
  trustedFetch: Fetch
  control: ControlClient
  /** The last log lines (JSON) of all roles and the front door, oldest first. */
  logs(): string[]
  /** Empties the default sandbox and makes its users and clients again. */
  reset(): Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a whole lab in this process: in memory and on a port chosen by the system unless told.
 * `await using lab = await startLab()` stops it at the end of the block.
 * @throws ConfigurationError naming every problem: port, folder, configuration, hooks
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const lab = await openEmbeddedLab(options)
  const { origin, ca, trustedFetch } = lab
  const token = await lab.createToken()
  const control = createControlClient({ base: origin, token, fetch: trustedFetch })
  return {
    origin,
    base: origin,
    issuer: `${origin}/authserver/oauth2`,
    ca,
    trustedFetch,
    control,
    logs: lab.logs,
    reset: control.reset,
    stop: lab.stop,
    [Symbol.asyncDispose]: lab.stop,
  }
}
