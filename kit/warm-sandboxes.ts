import type { Sandbox } from './sandbox.ts'

type Kept = Pick<Sandbox, 'cache' | 'copies'>

/** The sandboxes of which a process keeps something in memory besides their settings. */
export interface WarmSandboxes {
  /** A request came: what is kept for this one stays for now. */
  use(sandbox: Kept): void
  /** Whether one was used lately. */
  has(sandbox: Kept): boolean
  /** Drops what is kept for those that nobody uses any more. */
  sweep(): void
  /** Drops what is kept for this one: it is read again when it is needed. */
  cool(sandbox: Kept): void
}

/** Milliseconds of real time after its last request until a sandbox is idle. */
const idle = 10 * 60_000

/** How many there are at most; beyond, what was used longest ago is idle. */
const most = 1000

/** Keeps memory for the sandboxes in use: the others cost their rows, whatever was done in them. */
export function createWarmSandboxes(): WarmSandboxes {
  /** The time of each one's last request, the oldest first. */
  const used = new Map<Kept, number>()

  const cool = (sandbox: Kept) => {
    used.delete(sandbox)
    sandbox.cache.clear()
    sandbox.copies = new Map()
  }

  return {
    use(sandbox) {
      used.delete(sandbox)
      used.set(sandbox, Date.now())
      if (used.size > most) cool(used.keys().next().value!)
    },
    has: (sandbox) => used.has(sandbox),
    sweep() {
      const before = Date.now() - idle
      for (const [sandbox, at] of used) {
        if (at > before) return
        cool(sandbox)
      }
    },
    cool,
  }
}
