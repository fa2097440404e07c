import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { CheckNames } from './check-names.ts'

/** A running lab, as a test holds it. */
export interface Lab {
  /** For example `https://localhost:40123`; without TLS `http://localhost:40123`. */
  origin: string
  /** The base of the default sandbox: the origin. */
  base: string
  issuer: string
  /** The root certificate, PEM: what a client has to trust; empty without TLS. */
  ca: string
  /** `fetch` that trusts the lab's root. */
  trustedFetch: Fetch
  /** The control API of the default sandbox. */
  control: ControlClient<CheckNames>
  /** The last log lines (JSON) of all roles and the web server, oldest first. */
  logs(): string[]
  /** Empties the default sandbox and makes its users and clients again. */
  reset(): Promise<void>
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** What tells one lab from another, wherever it runs. */
export interface LabFacts extends Pick<Lab, 'origin' | 'ca' | 'trustedFetch' | 'logs' | 'stop'> {
  /** An administrator's bearer token. */
  token: string
  /** The issuer of an authorization server at its own address. */
  issuer?: string | undefined
}

/** The handle on a lab that runs in this process, in another one, or in a container. */
export function createLabHandle({ token, issuer, ...facts }: LabFacts): Lab {
  const { origin, ca, trustedFetch, stop } = facts
  const control = createControlClient<CheckNames>({
    base: origin,
    token,
    ca,
    fetch: trustedFetch,
  })
  return {
    ...facts,
    base: origin,
    issuer: issuer ?? `${origin}/authserver/oauth2`,
    control,
    reset: control.reset,
    [Symbol.asyncDispose]: stop,
  }
}
