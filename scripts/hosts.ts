import { lookup } from 'node:dns/promises'
import { readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { fileProblem } from '@oauth-lab/kit/file-problem.ts'
import { CommandFailure, defineCommand, UsageError } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import {
  addEntry,
  addressesIn,
  hostsLine,
  removeEntry,
  systemHostsFile,
} from './hosts/hosts-file.ts'
import type { HostsEntry } from './hosts/hosts-file.ts'
import { howToAdd, howToRemove } from './hosts/how-to-edit.ts'
import { labFolder, readLabFile } from './lab-file.ts'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'

/** `./lab hosts [name]`: whether the origin's name leads here; exit code 1 when it does not. */
export const command = defineCommand({
  usage: '[name]',
  takes: [0, 1],
  flags: {
    add: { description: 'add the line to the hosts file, if it is not there' },
    remove: { description: 'take the lab’s line away again' },
    file: { value: 'FILE', description: 'another hosts file than the system’s' },
    data,
  },
  async run({ positionals, flags }) {
    if (flags.add && flags.remove) {
      throw new UsageError(['--add and --remove are not for one command'], 'hosts')
    }
    const entry = entryFor(positionals[0], labFolder(flags.data))
    const file = flags.file ?? systemHostsFile()
    if (isIP(entry.name) !== 0) return say(`${entry.name} is an address; no name is needed`)
    if (flags.add) return add(entry, file)
    if (flags.remove) return remove(entry, file)
    return show(entry, flags.file)
  },
})

/** The name of the lab's origin and the address where it is reached from here. */
function entryFor(named: string | undefined, folder: string): HostsEntry {
  const lab = readLabFile(folder)
  const ofLab = lab && new URL(lab.origin).hostname.replace(/^\[|\]$/g, '')
  const name = named ?? ofLab ?? 'webserver'
  if (isIP(name) === 0 && !/^[a-z\d]([a-z\d.-]*[a-z\d])?$/i.test(name)) {
    throw new UsageError([`${name} is no name of a host`], 'hosts')
  }
  return { name, address: (name === ofLab && lab?.address) || '127.0.0.1' }
}

function add(entry: HostsEntry, file: string): number {
  const text = read(file)
  const next = addEntry(text, entry)
  const other = addressesIn(next, entry.name).find(
    (address) => !isSamePlace(address, entry.address),
  )
  if (other !== undefined) {
    throw new CommandFailure(
      `${file} gives ${entry.name} the address ${other}; take that line out, then again`,
    )
  }
  if (next === text) return say(`${file} leads ${entry.name} to ${entry.address} already`)
  write(file, next, howToAdd(entry, file))
  return say(`added to ${file}: ${hostsLine(entry)}`)
}

/** localhost has an address of each family, and both are this machine. */
function isSamePlace(one: string, other: string): boolean {
  return one === other || (isLoopback(one) && isLoopback(other))
}

function remove({ name }: HostsEntry, file: string): number {
  const text = read(file)
  const next = removeEntry(text, name)
  if (next === text) return say(`${file} has no line of the lab for ${name}`)
  write(file, next, howToRemove(file))
  return say(`removed from ${file}: the line for ${name}`)
}

async function show(entry: HostsEntry, file: string | undefined): Promise<number> {
  const { name, address } = entry
  const found =
    file === undefined
      ? await lookup(name, { all: true }).then(
          (all) => all.map((one) => one.address),
          () => [],
        )
      : addressesIn(read(file), name)
  if (found.includes(address)) return say(`${name} leads to ${address}`)
  const seen = found.length === 0 ? 'does not resolve here' : `leads to ${found.join(', ')}`
  say(`${name} ${seen}; ${file ?? systemHostsFile()} needs the line`)
  say(`\n  ${address} ${name}\n`)
  say(`./lab hosts${name === 'webserver' ? '' : ` ${name}`} --add adds it`)
  return 1
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandFailure(`${file}: ${fileProblem(error)}`)
  }
}

/** Written in place: containers mount this file, and a mount can't be replaced by a new file. */
function write(file: string, text: string, byHand: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const denied = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
    const reason = denied ? 'this user may not write to it' : message
    throw new CommandFailure(`${file}: ${reason}. This does it:\n\n  ${byHand}\n`)
  }
}

function say(line: string): number {
  process.stdout.write(`${line}\n`)
  return 0
}
