import { keptOfBody } from './recorded.ts'
import type { Body } from './recorded.ts'

/** A body that flows by: its beginning is kept, the rest is counted. */
export interface KeptBody {
  take(part: Uint8Array): void
  /** Undefined where nothing came. */
  body(): Body | undefined
}

/** Creates what keeps a body while it flows. */
export function createKeptBody(): KeptBody {
  const parts: Uint8Array[] = []
  let size = 0
  return {
    take(part) {
      // A copy: what flows may be used again, and a part of it would keep the whole.
      if (size < keptOfBody) parts.push(Buffer.from(part.subarray(0, keptOfBody - size)))
      size += part.length
    },
    body: () => (size === 0 ? undefined : { content: Buffer.concat(parts), size }),
  }
}
