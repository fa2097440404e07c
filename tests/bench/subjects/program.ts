import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'

/** A program that was started to be measured. */
export interface Program {
  pid: number
  /** From before the start to the line that said it was ready, ms. */
  readyAfter: number
  /** What the line's pattern captured. */
  ready: RegExpExecArray
  /** Memory in use now, bytes; undefined where the system does not tell. */
  memory(): number | undefined
  /** The most memory that was in use, bytes. */
  peakMemory(): number | undefined
  /** Processor time so far, µs. */
  cpu(): number | undefined
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
}

/** How long a program may take to start, ms. */
const patience = 60_000

/** Starts a program and waits for its line. What else it writes is thrown away. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const { name, command = process.execPath, args, env = {}, ready } = options
  const started = performance.now()
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const pid = child.pid!
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4000)))
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const found = ready.exec(line)
      if (found === null) continue
      const readyAfter = performance.now() - started
      child.stdout.resume()
      return {
        pid,
        readyAfter,
        ready: found,
        memory: () => statusOf(pid, 'VmRSS'),
        peakMemory: () => statusOf(pid, 'VmHWM'),
        cpu: () => cpuOf(pid),
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
  throw new Error(`${name} did not start:\n${errors}`)
}

/** A member of /proc/{pid}/status in bytes. */
function statusOf(pid: number, member: string): number | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    const kilobytes = new RegExp(`^${member}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch {
    return undefined
  }
}

/** User and system time of a process with all its threads: clock ticks of 10 ms. */
function cpuOf(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10_000
  } catch {
    return undefined
  }
}

/** A port that was free a moment ago, for a program that must know it before it starts. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** Waits until `url` answers at all. */
export async function waitForAnswer(url: string): Promise<void> {
  const deadline = performance.now() + patience
  for (;;) {
    try {
      await (await fetch(url)).arrayBuffer()
      return
    } catch (error) {
      if (performance.now() > deadline) throw error
      await delay(5)
    }
  }
}
