import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'

/** A lab, and the file of its root certificate, since that is what other programs trust. */
export type ForeignLab = Lab & { folder: string; root: string }

/**
 * One lab for all tests of a file or suite, stopped after the last one. The programs listen on plain
 * HTTP, as people do who develop: the lab lets web applications have it, by its setting.
 */
export function useForeignLab(): () => ForeignLab {
  let lab: ForeignLab | undefined
  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-foreign-'))
    const started = await startLab()
    const { config } = started.control
    await config.put({ ...(await config.get()), httpForLocalhost: true })
    const root = join(folder, 'root.crt')
    await writeFile(root, started.ca)
    lab = { ...started, folder, root }
  })
  after(async () => {
    if (lab === undefined) return
    await lab.stop()
    await rm(lab.folder, { recursive: true })
  })
  return () => lab!
}
