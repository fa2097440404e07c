import { authorizationServerOf } from './authorization-server.ts'
import type { AuthorizationServer, AuthorizationServerSettings } from './authorization-server.ts'
import { createClock } from './clock.ts'
import type { Clock, ClockSetting } from './clock.ts'
import type { Interventions } from './interventions/interventions.ts'
import type { Shared, Steering } from './interventions/steering.ts'
import type { SandboxRandom } from './random.ts'
import type { RecordingMode } from './recording/recording-mode.ts'
import type { Recorder } from './recording/recording-pool.ts'

export const defaultSandbox = 'default'

/** What a sandbox may be called: it stands in a path. */
export const sandboxId = /^[a-z0-9-]{4,12}$/

/** What an administrator sets for a sandbox; kept in the store with a version. */
export interface SandboxSettings {
  clock: ClockSetting
  /** Ids of the checks that this sandbox waives. */
  waived: string[]
  recording: RecordingMode
  /** What is done to messages on purpose, where several processes share the store. */
  steering: Steering
  /** Real time, milliseconds, until which the log has each step of a request; null: it has not. */
  debugUntil: number | null
  seed: string | null
  /** Whether it began with users and nothing else, as after each reset. */
  blank: boolean
  /** Real time, milliseconds: a sandbox's life is the machine's affair, not the protocol's. */
  expiresAt: number | null
  /** How many processes have opened this sandbox before; keeps their seeded sequences apart. */
  epoch: number
  /** Real time of its making, last reset or restoration, milliseconds: tells it from a former one of its id. */
  madeAt: number
}

/** One whole lab, as one role sees it. */
export interface Sandbox {
  id: string
  /** `` or `/~{id}`. */
  prefix: string
  origin: string
  /** Where clients may show a certificate (RFC 8705 §5); undefined where there is no such place. */
  mtlsOrigin: string | undefined
  /** `origin` + `prefix`: what every public address of this sandbox begins with. */
  base: string
  /** The authorization server whose tokens this sandbox's clients and resource server use. */
  authorizationServer: AuthorizationServer
  clock: Clock
  random: SandboxRandom
  recorder: Recorder
  /** What this process shares with others; undefined where it is alone on the store. */
  shared: Shared | undefined
  /** What is done to messages on purpose; undefined while nothing is. */
  interventions: Interventions | undefined
  /** What a role keeps in memory for this sandbox; dropped by reset. */
  cache: Map<string, unknown>
  /**
   * Copies of what is stored, good for one version of the sandbox. Take the map before you ask the
   * store. A new version brings a new map, and what is read meanwhile falls with the old one.
   */
  copies: Map<string, unknown>
  settings(): SandboxSettings
  waives(check: string): boolean
}

/** What all sandboxes of a lab have in common. */
export interface Lab {
  origin: string
  mtlsOrigin?: string | undefined
  authorizationServer?: AuthorizationServerSettings | undefined
}

/** A sandbox in memory. `settings` tells what holds at the moment. */
export function createSandbox(
  lab: Lab,
  id: string,
  {
    recorder,
    random,
    shared,
    settings,
  }: Pick<Sandbox, 'recorder' | 'random' | 'settings'> & Partial<Pick<Sandbox, 'shared'>>,
): Sandbox {
  const { origin, mtlsOrigin } = lab
  const prefix = id === defaultSandbox ? '' : `/~${id}`
  const base = origin + prefix
  return {
    id,
    prefix,
    origin,
    mtlsOrigin,
    base,
    authorizationServer: authorizationServerOf(base, lab.authorizationServer),
    clock: createClock(() => settings().clock),
    random,
    recorder,
    shared,
    interventions: undefined,
    cache: new Map(),
    copies: new Map(),
    settings,
    waives: (check) => settings().waived.includes(check),
  }
}
