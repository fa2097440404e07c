import type { Address, Connection } from '../load/connection.ts'
import type { Operation } from '../load/run-load.ts'

const algorithms = ['RS256', 'ES256'] as const
export type Algorithm = (typeof algorithms)[number]

/** What is done over and over; the order is that of the table. */
export const scenarios = [
  'client-credentials RS256',
  'client-credentials ES256',
  'recording',
  'introspection',
  'code-flow',
  'refresh',
  'protected-resource',
  'login',
] as const
export type Scenario = (typeof scenarios)[number]

/** A scenario at one server, made ready: clients registered, users signed in. */
export interface Prepared {
  address: Address
  begin(connection: Connection, index: number): Promise<Operation> | Operation
  /** Awaited before each run. */
  before?(): Promise<void>
}

/** One of those that are compared. */
export interface Subject {
  name: string
  /** Makes a scenario ready; undefined when this one can't do it. */
  prepare(scenario: Scenario): Promise<Prepared | undefined>
  /** Processor time that it has used so far, µs. */
  cpu(): number | undefined
  stop(): Promise<void>
}

/** The signing algorithm of a scenario: the slow one is measured where it is named only. */
export function algorithmOf(scenario: Scenario): Algorithm {
  return scenario.endsWith('RS256') ? 'RS256' : 'ES256'
}
