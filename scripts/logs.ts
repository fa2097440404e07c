import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { printContainersLogs } from './docker/containers-logs.ts'
import { findProject } from './docker/find-project.ts'
import { formatLogLine } from './format-log-line.ts'
import { labFolder } from './lab-file.ts'
import { createTail } from './log-tail.ts'
import type { Tail } from './log-tail.ts'

/** `./lab logs [role] [--follow]`: the lines of all roles by time, or of one. */
export const command = defineCommand({
  usage: '[role]',
  takes: [0, 1],
  words: ['webserver', 'gateway', 'bootstrap', 'authserver', 'resserver', 'client', 'control'],
  flags: {
    follow: { description: 'go on with what comes; Ctrl-C ends it' },
    json: { description: 'the lines as they are kept' },
    data,
  },
  async run({ positionals, flags }) {
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
    await new Promise<void>((stop) => {
      process.once('SIGINT', () => stop())
      process.once('SIGTERM', () => stop())
      // The reader has gone, as in `./lab logs --follow | head`.
      process.stdout.once('error', () => stop())
    })
    watcher.close()
  },
})

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
