import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Configuration } from '@oauth-lab/kit/admin/control-client.ts'
import type { LabOptions } from '@oauth-lab/embedded/start-lab.ts'
import { openTestLab, runningLabFile } from '../../test-lab.ts'
import { tellSteps } from '../../tell-steps.ts'
import { recordings } from '../../runner/scan-logs.ts'
import type { TestLab } from '../../test-lab.ts'
import type { Place } from './place.ts'
import { requireExplained } from './require-explained.ts'

/** A lab or a sandbox, with the handle on it. */
export type TestPlace = Place & { origin: string; control: TestLab['control'] }

export interface UsedLab {
  /** The lab of this file: for tests that change nothing but what they made themselves. */
  readonly lab: TestLab
  /** A sandbox of one test: for those that move the clock or change settings. */
  sandbox(wanted?: { id?: string; seed?: string; blank?: boolean }): Promise<TestPlace>
}

/**
 * One lab for all tests of a file, stopped after the last one. It is in memory, or a sandbox of the
 * lab that runs already (`LAB_TEST_LAB`). Sandboxes that are left there end with the file too.
 */
export function useLab(options?: LabOptions): UsedLab {
  let lab: TestLab | undefined
  const made: string[] = []
  before(async () => {
    // What asks for a lab of its own is skipped then (embeddedOnly).
    if (options !== undefined && runningLabFile() !== undefined) return
    lab = await openTestLab(options)
  })
  after(async () => {
    if (lab === undefined) return
    try {
      await exportRecordings(lab, made)
    } finally {
      if (runningLabFile() !== undefined) await deleteAll(lab, made)
      await lab.stop()
    }
  })
  return {
    get lab() {
      return lab!
    },
    async sandbox(wanted) {
      const { origin, trustedFetch, control } = lab!
      const { id, base, issuer } = await control.sandboxes.create(wanted)
      made.push(id)
      const own = control.in(base)
      await tellSteps(own)
      return { origin, base, issuer, trustedFetch, control: own }
    },
  }
}

/**
 * Writes what was recorded, as anybody may read it, beside the logs: the runner searches both for the
 * run's secrets. A name in it that the explanation does not know fails the file.
 */
async function exportRecordings({ control, origin }: TestLab, ids: string[]): Promise<void> {
  const folder = process.env['LAB_TEST_LOGS']
  if (folder === undefined) return
  for (const place of [control, ...ids.map((id) => control.in(`${origin}/~${id}`))]) {
    const har = await place.recording.har().catch(() => undefined)
    if (har === undefined) continue
    requireExplained(har.log.entries)
    appendFileSync(join(folder, `${recordings}${process.pid}.log`), `${JSON.stringify(har)}\n`)
  }
}

/** A test may have deleted its own already. */
async function deleteAll({ control }: TestLab, ids: string[]): Promise<void> {
  await Promise.all(ids.map((id) => control.sandboxes.delete(id).catch(() => undefined)))
}

/** Changes some settings of the authorization server and leaves the others. */
export async function configure(place: TestPlace, change: Partial<Configuration>): Promise<void> {
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
