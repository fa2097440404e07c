import { spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { stripVTControlCharacters } from 'node:util'

/** A program that was started to be measured. */
export interface Program {
  pid: number
  /** From before the start to the line that said it was ready, ms. */
  readyAfter: number
  /** What the line's pattern captured. */
  ready: RegExpExecArray
  stop(): Promise<void>
}

export interface ProgramOptions {
  /** For messages. */
  name: string
  /** Node unless told. */
  command?: string
  /** Flags, program and its arguments. */
  args: string[]
  env?: Record<string, string>
  /** The line of its output that says that it is ready. */
  ready: RegExp
  /** A file for its output, like a server's log. Then the line comes on its standard error. */
  log?: string
}

/** How long a program may take to start, ms. */
const timeout = 60_000

/** Starts a program and waits for its line. What else it writes is thrown away. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command = process.execPath, args, env = {}, ready, log } = options
  const started = performance.now()
  const child = spawn(command, args, {
    stdio: ['ignore', log === undefined ? 'pipe' : openSync(log, 'a'), 'pipe'],
    env: { ...process.env, ...env },
  })
  const pid = child.pid!
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let errors = ''
  child.stderr!.on(
    'data',
    (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4000)),
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), timeout)
  try {
    for await (const line of createInterface({ input: child.stdout ?? child.stderr! })) {
      const found = ready.exec(line)
      if (found === null) continue
      const readyAfter = performance.now() - started
      child.stdout?.resume()
      child.stderr!.resume()
      return {
        pid,
        readyAfter,
        ready: found,
        async stop() {
          child.kill('SIGTERM')
          const killing = setTimeout(() => child.kill('SIGKILL'), 5000)
          await ended
          clearTimeout(killing)
        },
      }
    }
  } finally {
    clearTimeout(timer)
  }
  await ended
  const words = stripVTControlCharacters(errors).trim().split('\n').slice(0, 4)
  throw new Error(`${name} did not start: ${words.join(' ').replaceAll(/\s+/g, ' ')}`)
}
