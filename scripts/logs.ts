import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { parseDuration } from './command-line/duration.ts'
import { data } from './command-line/flags.ts'
import { aborted, stopSignal } from './command-line/stop-signal.ts'
import { printContainersLogs } from './docker/containers-logs.ts'
import { findProject } from './docker/find-project.ts'
import { formatLogLine } from './format-log-line.ts'
import { labFolder } from './lab-file.ts'
import { createTail } from './log-tail.ts'
import type { Tail } from './log-tail.ts'

/** `./lab logs [role] [--follow]`: the lines of all roles by time, or of one; `--debug`: each step of a request. */
export const command = defineCommand({
  usage: '[role]',
  takes: [0, 1],
  words: ['webserver', 'gateway', 'bootstrap', 'authserver', 'resserver', 'client', 'control'],
  flags: {
    follow: { description: 'go on with what comes; Ctrl-C ends it' },
    json: { description: 'the lines as they are kept' },
    debug: { description: 'of the authserver: each step of the requests that come, and why' },
    for: {
      value: 'TIME',
      description: 'with --debug: for how long at most, 10m unless told',
      read: readTime,
    },
    sandbox: { value: 'ID', description: 'with --debug: of this sandbox' },
    data,
  },
  async run({ positionals, flags }) {
    if (flags.debug) {
      if (![undefined, 'authserver'].includes(positionals[0])) {
        throw new UsageError(
          ['--debug is of the authserver: ./lab logs authserver --debug'],
          'logs',
        )
      }
      const { followDebugLog } = await import('./debug-log.ts')
      const { for: seconds = 600, json: raw, sandbox } = flags
      return followDebugLog({ data: flags.data, sandbox, seconds, raw })
    }
    const misplaced = (['for', 'sandbox'] as const).filter((name) => flags[name] !== undefined)
    if (misplaced.length > 0) {
      throw new UsageError(
        misplaced.map((name) => `--${name} goes with --debug`),
        'logs',
      )
    }
    const folder = labFolder(flags.data)
    const [named] = positionals
    const project = await findProject(folder)
    if (project !== undefined) {
      return printContainersLogs({
        project,
        service: named === 'gateway' ? 'webserver' : named,
        follow: flags.follow,
        raw: flags.json,
      })
    }
    if (named === 'bootstrap') {
      throw new UsageError(['bootstrap is a service of the lab in containers'], 'logs')
    }
    const logs = join(folder, 'logs')
    const role = named === 'webserver' ? 'gateway' : named
    const tails = new Map<string, Tail>()
    const print = () => {
      const lines = namesIn(logs)
        .filter((name) => role === undefined || name === `${role}.log`)
        .flatMap((name) => {
          const tail = tails.get(name) ?? createTail(join(logs, name))
          tails.set(name, tail)
          return tail.read()
        })
      // Lines of one moment stay in their order; those of several files are merged.
      const sorted = lines.map((line) => ({ line, time: timeOf(line) }))
      sorted.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
      for (const { line } of sorted) {
        process.stdout.write(`${flags.json ? line : formatLogLine(line)}\n`)
      }
    }
    print()
    if (!flags.follow) return
    const watcher = watch(logs, print)
    print()
    await aborted(stopSignal().signal)
    watcher.close()
  },
})

function readTime(text: string): number {
  const seconds = parseDuration(text)
  if (seconds === undefined || seconds === 0 || seconds > 3600) {
    throw new Error('is a time up to 1h, for example 10m')
  }
  return seconds
}

function namesIn(logs: string): string[] {
  try {
    return readdirSync(logs).filter((name) => name.endsWith('.log') && name !== 'lab.log')
  } catch {
    throw new CommandFailure(`there are no logs in ${logs}`)
  }
}

function timeOf(line: string): string {
  return /"time":"([^"]+)"/.exec(line)?.[1] ?? ''
}
