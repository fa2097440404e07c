import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Address } from '../load/connection.ts'
import type { CodeFlow } from '../subjects/code-flow.ts'

/** One that is started, over and over. */
export interface StartContestant {
  name: string
  /** Starts it; resolves when it is ready. */
  start(): Promise<Started>
  /** What is kept between starts goes. */
  end?(): Promise<void>
}

export interface Started {
  /** From exec to ready, ms. */
  readyAfter: number
  address: Address
  /** What the addresses of its pages begin with. */
  origin: string
  fetch: Fetch
  /** A client that may use client credentials and the authorization code. */
  flow: CodeFlow
  /** Somebody who can sign in; absent where nobody has to. */
  user?: { username: string; password: string }
  /** Makes so many more users who can sign in, where users have to be made. */
  addUsers(count: number): Promise<string[]>
  /** Its processes, whose memory is counted. */
  pids(): Promise<number[]>
  stop(): Promise<void>
}
