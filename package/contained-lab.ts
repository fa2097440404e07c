import type { StartedTestContainer } from 'testcontainers'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { LabFile } from '@oauth-lab/scripts/lab-file.ts'
import { createLabHandle } from '@oauth-lab/embedded/lab-handle.ts'
import { readClientCredentials } from './client-credentials.ts'
import type { ContainedLab } from './started-oauth-lab-container.ts'

/** Where the image keeps what a running lab leaves (in the folder of its `LAB_DATA`). */
const labFile = '/tmp/lab/lab.json'

/**
 * Takes hold of the lab that runs in a container.
 * @param address where the container's ports are published
 */
export async function openContainedLab(
  container: StartedTestContainer,
  address: string,
): Promise<ContainedLab> {
  const { output, exitCode } = await container.exec(['cat', labFile])
  if (exitCode !== 0) throw new Error(`The image is not one of OAuth Lab: ${output.trim()}`)
  const { origin, ca, token } = JSON.parse(output) as LabFile
  const { hostname, port } = new URL(origin)
  const inner = Number(port || 443)
  const trust = createTrust(ca, {
    hosts: { [hostname]: address },
    ports: { [inner]: container.getMappedPort(inner) },
  })
  const lab = createLabHandle({
    origin,
    ca,
    token,
    trustedFetch: trust.fetch,
    logs: () => [],
    stop: trust.close,
  })
  try {
    return { lab, credentials: await readClientCredentials(lab.control) }
  } catch (error) {
    await trust.close()
    throw error
  }
}
