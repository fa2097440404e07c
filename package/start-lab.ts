import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { createLabHandle } from '@oauth-lab/embedded/lab-handle.ts'
import type { Lab } from '@oauth-lab/embedded/lab-handle.ts'
import type { EmbeddedOptions } from '@oauth-lab/embedded/embedded-options.ts'
import type { Announcement } from './announcement.ts'
import { keepLines } from './keep-lines.ts'
import { findNode } from './own-node.ts'

export { ConfigurationError } from '@oauth-lab/kit/problems.ts'
export { ControlError } from '@oauth-lab/kit/admin/control-client.ts'
export type { Hooks } from '@oauth-lab/authserver/hooks/hooks.ts'
export type * from '@oauth-lab/kit/admin/control-client.ts'
export type { Problem } from '@oauth-lab/kit/problems.ts'
export type { Fetch } from '@oauth-lab/kit/trust.ts'
export type { Lab } from '@oauth-lab/embedded/lab-handle.ts'

export type LabOptions = EmbeddedOptions

/** As in ./lab: with room for what a start makes and keeps, no garbage is collected during it. */
const nodeFlags = [
  '--disable-warning=ExperimentalWarning',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
]

/** How long a lab may take to stop, milliseconds. */
const timeout = 10_000

/**
 * Starts a whole lab in its own process, on the lab's own Node. Unless told, it is in memory and on
 * a port that the system chooses. It ends with this process at the latest. `await using lab = await
 * startLab()` stops it at the end of the block.
 * @throws ConfigurationError naming every problem: port, folder, configuration, hooks
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const { onLog, ...told } = options
  const child = spawn(findNode(), [...nodeFlags, program()], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: environment(),
    windowsHide: true,
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const logs = keepLines(child.stdout!, onLog)
  const { origin, ca, token } = await announced(child, told)
  const trust = createTrust(ca)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      if (child.connected) child.disconnect()
      const timer = setTimeout(() => child.kill('SIGKILL'), timeout)
      await ended
      clearTimeout(timer)
      await trust.close()
    })()
    return stopping
  }
  return createLabHandle({ origin, ca, token, trustedFetch: trust.fetch, logs, stop })
}

function program(): string {
  return fileURLToPath(new URL('./lab-process.js', import.meta.url))
}

/** Options for the caller's Node are not for the lab's. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _test, ...rest } = process.env
  const cache = fileURLToPath(new URL('../.cache', import.meta.url))
  return { NODE_COMPILE_CACHE: cache, ...rest }
}

async function announced(
  child: ChildProcess,
  options: object,
): Promise<Exclude<Announcement, { failure: unknown }>> {
  const answer = await new Promise<Announcement>((resolve) => {
    const fail = (message: string) => resolve({ failure: { message } })
    child.once('message', (message) => resolve(message as Announcement))
    child.once('error', ({ message }) => fail(`The lab's process cannot be started: ${message}`))
    child.once('exit', (code, signal) => {
      fail(`The lab ended (${signal ?? `exit code ${code}`}) before it was ready.`)
    })
    // Why a message can't be delivered is told by the events above.
    child.send(options, () => undefined)
  })
  if (!('failure' in answer)) return answer
  if (child.connected) child.disconnect()
  const { message, problems } = answer.failure
  throw problems === undefined ? new Error(message) : new ConfigurationError(message, problems)
}
