import type { Decided, HeldMessage, Intervention } from './intervention.ts'

/** The interventions of a sandbox as all processes know them that share a store. */
export interface Steering {
  rules: SharedRule[]
  held: SteeredMessage[]
}

/** A message that some process holds. */
export interface SteeredMessage extends HeldMessage {
  /** It is let go, and this is done to it. */
  decided?: Decided | undefined
}

export interface SharedRule extends Intervention {
  /** How many messages fitted, in all processes. */
  fitted: number
}

interface Settings {
  steering: Steering
}

/** What processes that share a store have of a sandbox in common. */
export interface Shared {
  /** Changes the settings; processes take turns. */
  change(change: (settings: Settings) => Settings): Promise<unknown>
  /** Brings this process to what is stored. */
  catchUp(): Promise<void>
}
