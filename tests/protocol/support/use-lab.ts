import { after, before } from 'node:test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { startLab } from '@oauth-lab/scripts/start-lab.ts'
import type { Lab, LabOptions } from '@oauth-lab/scripts/start-lab.ts'
import type { Place } from './place.ts'

/** A lab or a sandbox, with the handle on it. */
export type TestPlace = Place & { origin: string; control: ControlClient }

export interface UsedLab {
  /** The lab of this file: for tests that change nothing but what they made themselves. */
  readonly lab: Lab
  /** A sandbox of one test: for those that move the clock or change settings. */
  sandbox(wanted?: { id?: string; seed?: string }): Promise<TestPlace>
}

/** One lab in memory for all tests of a file, stopped after the last one. */
export function useLab(options: LabOptions = {}): UsedLab {
  let lab: Lab | undefined
  before(async () => {
    lab = await startLab(options)
  })
  after(() => lab?.stop())
  return {
    get lab() {
      return lab!
    },
    async sandbox(wanted) {
      const { origin, trustedFetch, control } = lab!
      const { base, issuer } = await control.sandboxes.create(wanted)
      return { origin, base, issuer, trustedFetch, control: control.in(base) }
    },
  }
}

/** Changes some settings of the authorization server and leaves the others. */
export async function configure(place: TestPlace, change: object): Promise<void> {
  await place.control.config.put({ ...(await place.control.config.get()), ...change })
}

/** Ids of the checks of the last request to that path of the authorization server. */
export async function checksOf(
  place: TestPlace,
  path: string,
  outcome: 'passed' | 'failed' | 'waived' = 'failed',
): Promise<string[]> {
  const exchanges = await place.control.checks({ role: 'authserver' })
  const last = exchanges.findLast((one) => one.path.endsWith(path))
  return (last?.checks ?? []).filter((one) => one.outcome === outcome).map(({ id }) => id)
}
