import { CommandFailure } from '../command-line/command.ts'
import { requireLab } from '../running-lab.ts'
import { hooksModule } from './mapper.ts'
import type { Mapper } from './mapper.ts'

/** Where a sandbox's own hooks are put. */
export interface HooksOfSandbox {
  /** Puts a module that adds the claims of mappers in force. */
  load(mappers: readonly Mapper[], source: string): Promise<void>
}

/** @throws CommandFailure where the lab was not started for it, or the sandbox has hooks of its own */
export async function openHooksOfSandbox(
  data: string | undefined,
  sandbox: string | undefined,
): Promise<HooksOfSandbox> {
  const lab = await requireLab(data)
  const url = `${lab.control(sandbox).base}/authserver/admin/api/hooks`
  const headers = { authorization: `Bearer ${lab.file.token}`, 'content-type': 'application/json' }
  const response = await lab.fetch(url, { headers })
  const { editable, why, from } = (await response.json()) as {
    editable: boolean
    why: string
    from: string
  }
  if (!editable) throw new CommandFailure(`--load-hooks: ${why}`)
  if (from === 'sandbox') {
    throw new CommandFailure(
      '--load-hooks: the sandbox has hooks of its own; --hooks FILE writes what to put into them',
    )
  }
  return {
    async load(mappers, source) {
      const body = JSON.stringify({ text: hooksModule(mappers, source) })
      const put = await lab.fetch(url, { method: 'PUT', headers, body })
      if (!put.ok) throw new CommandFailure(`--load-hooks: ${await put.text()}`)
    },
  }
}
