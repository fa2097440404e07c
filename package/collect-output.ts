import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

/** How long the rest of a failed container's output is waited for, milliseconds. */
const timeout = 2000

/** Collects what a container says until it is ready, for the case that it never is. */
export function collectOutput() {
  let output = ''
  let source: Readable | undefined
  const add = (chunk: Buffer | string) => {
    output = (output + String(chunk)).slice(-10_000)
  }
  return {
    read(stream: Readable): void {
      source = stream
      stream.on('data', add)
    },
    /** All that the container said; it has ended, or is about to. */
    async text(): Promise<string> {
      const signal = AbortSignal.timeout(timeout)
      if (source !== undefined) await finished(source, { signal }).catch(() => undefined)
      return output.trim()
    },
    end(): void {
      source?.off('data', add)
    },
  }
}
