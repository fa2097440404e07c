import { spawn } from 'node:child_process'
import { once } from 'node:events'

export interface Command {
  program: string
  args: string[]
  env?: Record<string, string>
}

/** A program of others that runs. */
export interface Program extends AsyncDisposable {
  /** What it wrote, for whoever reads a failure. */
  output(): string
  /**
   * Waits until it writes this, and gives the first group.
   * @throws Error with what it wrote, when it ends before
   */
  written(pattern: RegExp): Promise<string>
}

/**
 * Starts a program and waits until it says that it listens, each in its own words.
 * @throws Error with what it wrote, when it ends before
 */
export async function startProgram(
  { program, args, env = {} }: Command,
  settings: Record<string, string>,
): Promise<Program> {
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env, ...settings },
  })
  let output = ''
  const news = new EventTarget()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      news.dispatchEvent(new Event('written'))
    })
  }
  const ended = once(child, 'close')
  ended.then(
    () => news.dispatchEvent(new Event('written')),
    () => news.dispatchEvent(new Event('written')),
  )
  const written = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(output)
      if (found !== null) return found[1] ?? found[0]
      if (child.exitCode !== null || child.pid === undefined) {
        throw new Error(`${program} ended and did not write ${pattern}:\n${output}`)
      }
      await once(news, 'written')
    }
  }
  await written(/listening|Started|Running on/)
  return {
    output: () => output,
    written,
    async [Symbol.asyncDispose]() {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await ended
    },
  }
}
