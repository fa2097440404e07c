import type { ShownClock } from '@oauth-lab/kit/pages/clock-line.ts'
import type { Page } from '@oauth-lab/kit/pages/page.ts'

/** Whether a role answers, and in how many milliseconds. */
export interface Lamp {
  role: 'authserver' | 'client' | 'resserver'
  up: boolean
  ms: number
}

/** An instance that nobody has set up. */
export type MissingPart = Lamp['role']

/** What the start page shows. */
export interface StartModel {
  sandbox: Page['sandbox'] & { id: string }
  lamps: readonly Lamp[]
  /** People who may sign in, with their passwords as far as these are the public ones. */
  people: readonly { username: string; password: string | undefined; goodFor: string }[]
  /** The authorization server's issuer. */
  issuer: string
  /** The scope that the protected resources need. */
  resourceScope: string
  /** The roles that external programs play. */
  external: readonly Lamp['role'][]
  /** Who administers every instance. */
  administrator: string
  /** `client_id` of the single-page application; without it no request is broken for a try. */
  spaClientId?: string | undefined
  /** Whether the sandbox began with users and nothing else. */
  blank: boolean
  /** What is still to be set up, in order. */
  missing: readonly MissingPart[]
  clock: ShownClock
  /** When the web server's certificate ends, milliseconds. */
  certificateEnd?: number | undefined
}
