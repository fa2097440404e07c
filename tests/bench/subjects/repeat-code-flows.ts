import { openConnection } from '../load/connection.ts'
import { createLabScenarios } from './lab.ts'
import type { LabTarget } from './lab.ts'

/** Signs a user in at a lab. Returns what makes so many code flows, one after the other. */
export async function openCodeFlows(target: LabTarget): Promise<(times: number) => Promise<void>> {
  const { begin } = await createLabScenarios(target)('code-flow')
  return async (times) => {
    // A connection that waits for long is closed.
    const connection = await openConnection(target.address)
    const flow = await begin(connection, 0)
    for (let time = 0; time < times; time += 1) await flow()
    connection.close()
  }
}
