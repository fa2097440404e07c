import { openConnection } from '../load/connection.ts'
import { runLoad } from '../load/run-load.ts'
import type { Measured } from '../load/run-load.ts'
import type { Scenario, Subject } from '../subjects/subject.ts'

/** How long the runs of one benchmark take. */
export interface Pace {
  rounds: number
  /** Of one run. */
  seconds: number
  warmUp: number
  /** Before the first run of a scenario, so that its code is compiled. */
  firstWarmUp: number
}

/** One that takes part in a scenario. */
export interface Contestant {
  name: string
  run(connections: number): Promise<Measured>
}

/** Makes a subject ready for a scenario; undefined when it can't do that. */
export async function enter(
  subject: Subject,
  scenario: Scenario,
  pace: Pace,
): Promise<Contestant | undefined> {
  const prepared = await subject.prepare(scenario)
  if (prepared === undefined) return undefined
  const { address, begin, before } = prepared
  let warm = false
  return {
    name: subject.name,
    async run(connections) {
      const warmUp = warm ? pace.warmUp : pace.firstWarmUp
      warm = true
      const open = () => openConnection(address)
      const { seconds } = pace
      await before?.()
      return runLoad({ connections, seconds, warmUp, open, begin, cpu: subject.cpu })
    },
  }
}
