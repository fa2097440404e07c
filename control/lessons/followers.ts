import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { follow } from '../recording/follow.ts'

/** After so long without a message nobody is followed any more, milliseconds of real time. */
const idle = 30 * 60_000

/** Who goes on with lessons as messages come. */
export interface Followers {
  /** Follows a sandbox from now on, if nobody does; one lesson at a time. */
  follow(sandbox: Sandbox, lesson: string): void
  stop(): void
}

/**
 * Goes on with a lesson each time that something was recorded or held in its sandbox.
 * @param goOn says whether there is more to come
 */
export function createFollowers(
  { roles }: ControlContext,
  onProblem: (error: unknown) => void,
  goOn: (sandbox: Sandbox, lesson: string) => Promise<boolean>,
): Followers {
  const following = new Map<string, { lesson: string; reader: AbortController }>()

  const run = async (sandbox: Sandbox, lesson: string, reader: AbortController) => {
    const { signal } = reader
    const leave = () => reader.abort()
    let timer = setTimeout(leave, idle).unref()
    try {
      const told = follow({ roles, sandbox }, { secrets: false }, undefined, signal)
      let next = ahead(told)
      while (!(await next).done) {
        clearTimeout(timer)
        timer = setTimeout(leave, idle).unref()
        // One look sees all that has come by then.
        next = ahead(told)
        while (await isThere(next)) next = ahead(told)
        if (!(await goOn(sandbox, lesson))) leave()
      }
    } catch (error) {
      // A sandbox may have gone meanwhile, or a role does not answer; the next question begins anew.
      if (!signal.aborted) onProblem(error)
    } finally {
      clearTimeout(timer)
      leave()
      if (following.get(sandbox.id)?.reader === reader) following.delete(sandbox.id)
    }
  }

  /** The next message is asked for before it is awaited; where the reader leaves, nobody does. */
  const ahead = (told: AsyncGenerator): Promise<IteratorResult<unknown>> => {
    const next = told.next()
    next.catch(() => undefined)
    return next
  }
  /** Whether a message is there already; the end is told by the loop. */
  const isThere = (next: Promise<IteratorResult<unknown>>): Promise<boolean> =>
    Promise.race([next.then(({ done }) => !done), nextTurn(false)])

  return {
    follow(sandbox, lesson) {
      const before = following.get(sandbox.id)
      if (before?.lesson === lesson) return
      before?.reader.abort()
      const reader = new AbortController()
      following.set(sandbox.id, { lesson, reader })
      void run(sandbox, lesson, reader)
    },
    stop() {
      for (const { reader } of following.values()) reader.abort()
    },
  }
}
