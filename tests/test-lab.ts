import { readFileSync } from 'node:fs'
import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { CheckNames } from '@oauth-lab/embedded/check-names.ts'
import type { LabFile } from '@oauth-lab/scripts/lab-file.ts'
import { tellSteps } from './tell-steps.ts'
import type { Lab, LabOptions } from '@oauth-lab/embedded/start-lab.ts'

/** A lab as a black-box test sees it: one that was started for it, or one that runs already. */
export interface TestLab extends Pick<
  Lab,
  'origin' | 'base' | 'issuer' | 'ca' | 'trustedFetch' | 'control' | 'stop'
> {
  /** Where to connect to: a host that resolves here, which the origin's need not. */
  address: string
}

/** The lab file that `LAB_TEST_LAB` names: black-box tests then use the lab that runs already. */
export function runningLabFile(): string | undefined {
  return process.env['LAB_TEST_LAB'] || undefined
}

/**
 * A lab for black-box tests: an embedded one in memory, or a sandbox of its own in the lab of
 * `LAB_TEST_LAB`. `base`, `issuer` and `control` are the sandbox's then; sandboxes, routes and
 * certificates stay those of the whole lab.
 * @throws Error when options are given for a lab that runs already: it can't take them
 */
export async function openTestLab(options?: LabOptions): Promise<TestLab> {
  const file = runningLabFile()
  if (file === undefined) {
    // Loading a whole lab takes its time, which tests of one that runs already need not wait for.
    const { startLab } = await import('@oauth-lab/embedded/start-lab.ts')
    const lab = await startLab(options)
    await tellSteps(lab.control)
    return { ...lab, address: new URL(lab.origin).hostname }
  }
  if (options !== undefined) throw new Error('a lab that runs already takes no options')
  return joinRunningLab(JSON.parse(readFileSync(file, 'utf8')) as LabFile & { address?: string })
}

async function joinRunningLab(file: LabFile & { address?: string }): Promise<TestLab> {
  const { origin, ca, token } = file
  const { hostname } = new URL(origin)
  const address = file.address ?? hostname
  // All tests of a run ask the same lab.
  const trust = createTrust(ca, { hosts: { [hostname]: address }, timeout: 40_000 })
  const whole = createControlClient<CheckNames>({ base: origin, token, ca, fetch: trust.fetch })
  const { id, base, issuer } = await whole.sandboxes.create({ lifetime: 3600 })
  await tellSteps(whole.in(base))
  return {
    origin,
    base,
    issuer,
    ca,
    address,
    trustedFetch: trust.fetch,
    control: within(whole, base),
    async stop() {
      await whole.sandboxes.delete(id)
      await trust.close()
    },
  }
}

/** The control client of a sandbox; what only the whole lab has is still the whole lab's. */
function within(whole: TestLab['control'], base: string): TestLab['control'] {
  const { sandboxes, routes, renewCertificate } = whole
  return { ...whole.in(base), sandboxes, routes, renewCertificate }
}
