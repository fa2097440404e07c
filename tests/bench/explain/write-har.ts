import { writeFileSync } from 'node:fs'
import { createControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { readTarget, startEmbeddedLab } from '../subjects/embedded-lab.ts'
import { openCodeFlows } from '../subjects/repeat-code-flows.ts'

/** How many code flows tell how large one is. */
const sample = 50

/**
 * Writes a HAR of at least `size` bytes: the recording of a lab in which one code flow follows the
 * other, with its secrets.
 * @param folder of the lab
 */
export async function writeHar(file: string, size: number, folder: string): Promise<void> {
  const program = await startEmbeddedLab(folder, { memory: true })
  const target = readTarget(folder)
  try {
    const { origin, token, fetch, address } = target
    const control = createControlClient({ base: origin, token, ca: address.ca!, fetch })
    const repeatFlows = await openCodeFlows(target)
    const repeat = async (times: number) => {
      await repeatFlows(times)
      return JSON.stringify(await control.recording.har({ secrets: true }))
    }
    let har = await repeat(0)
    const before = har.length
    har = await repeat(sample)
    const each = (har.length - before) / sample
    while (har.length < size) har = await repeat(Math.ceil((size - har.length) / each))
    writeFileSync(file, har)
  } finally {
    await target.close()
    await program.stop()
  }
}
