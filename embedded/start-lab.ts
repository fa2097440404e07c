import { openEmbeddedLab } from './embedded-lab.ts'
import type { EmbeddedOptions } from './embedded-options.ts'
import { createLabHandle } from './lab-handle.ts'
import type { Lab } from './lab-handle.ts'

export type { Lab } from './lab-handle.ts'
export type LabOptions = EmbeddedOptions

/**
 * Starts a whole lab in this process: in memory and on a port chosen by the system unless told.
 * `await using lab = await startLab()` stops it at the end of the block.
 * @throws ConfigurationError naming every problem: port, folder, configuration, hooks
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const lab = await openEmbeddedLab(options)
  const { origin, ca, trustedFetch, logs, stop } = lab
  return createLabHandle({
    origin,
    ca,
    trustedFetch,
    logs,
    stop,
    token: lab.createToken(),
    issuer: options.authorizationServer?.issuer,
  })
}
