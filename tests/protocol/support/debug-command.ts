import { equal } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** `./lab logs authserver --debug` that runs. */
export interface DebugCommand {
  /** The text of the next request that it prints whose first line fits. */
  next(first: RegExp): Promise<string>
  /** Ctrl-C; resolves when it has ended well. */
  stop(): Promise<void>
  /** Resolves when it has ended well by itself. */
  ended(): Promise<void>
  /** All that it printed. */
  printed(): string
}

/** Starts the command and waits until the debug log is on. */
export async function startDebugCommand(
  program: readonly [string, ...string[]],
  args: readonly string[],
): Promise<DebugCommand> {
  const [file, ...before] = program
  const child = spawn(file, [...before, 'logs', 'authserver', '--debug', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const [told] = await Promise.race([once(child.stderr, 'data'), ended])
  if (!String(told).startsWith('Each step ')) throw new Error(`it did not begin: ${String(told)}`)
  let all = ''
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const block = async () => {
    let text = ''
    for (;;) {
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`it ended; it printed:\n${all}`)
      all += `${value}\n`
      if (value === '') return text
      text += `${value}\n`
    }
  }
  const endedWell = async () => equal((await ended)[0], 0)
  return {
    async next(first) {
      for (;;) {
        const text = await block()
        if (first.test(text.split('\n', 1)[0]!)) return text
      }
    },
    stop() {
      child.kill('SIGINT')
      return endedWell()
    },
    ended: endedWell,
    printed: () => all,
  }
}
