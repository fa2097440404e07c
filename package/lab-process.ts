import { once } from 'node:events'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { openEmbeddedLab } from '@oauth-lab/embedded/embedded-lab.ts'
import type { EmbeddedOptions } from '@oauth-lab/embedded/embedded-options.ts'
import type { Announcement } from './announcement.ts'

// The process of a lab that another process holds. It is told the options over IPC, answers once,
// and writes its log to stdout. It ends when the other process closes the channel or dies.

const released = once(process, 'disconnect')
// Ctrl-C reaches the whole group; the holder may still use its lab and decides when it ends.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('SIGTERM', () => process.connected && process.disconnect?.())
// A holder that died reads no log.
process.stdout.on('error', () => undefined)

const [options] = (await once(process, 'message')) as [EmbeddedOptions]
try {
  const lab = await openEmbeddedLab({ ...options, onLog: (line) => process.stdout.write(line) })
  const { origin, ca } = lab
  announce({ origin, ca, token: lab.createToken() })
  await released
  await lab.stop()
} catch (error) {
  announce({ failure: describe(error) })
  await released
}
process.exit()

function announce(announcement: Announcement): void {
  if (process.connected) process.send?.(announcement)
}

function describe(error: unknown): { message: string; problems?: ConfigurationError['problems'] } {
  if (error instanceof ConfigurationError) {
    return { message: error.message.split('\n', 1)[0]!, problems: error.problems }
  }
  return { message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
