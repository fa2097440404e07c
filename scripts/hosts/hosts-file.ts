import { join } from 'node:path'

/** What marks the lines that the lab wrote, so that it takes away no others. */
export const mark = '# OAuth Lab'

/** An address and a name that a hosts file shall hold. */
export interface HostsEntry {
  address: string
  name: string
}

/** Where this system keeps its hosts file. */
export function systemHostsFile(): string {
  if (process.platform !== 'win32') return '/etc/hosts'
  return join(process.env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'drivers', 'etc', 'hosts')
}

/** The line that the lab writes. */
export function hostsLine({ address, name }: HostsEntry): string {
  return `${address} ${name} ${mark}`
}

/** The addresses that a hosts file's text gives a name, in its order; names know no case. */
export function addressesIn(text: string, name: string): string[] {
  return linesOf(text).flatMap((line) => {
    const { address, names } = read(line)
    return address !== undefined && names.includes(name.toLowerCase()) ? [address] : []
  })
}

/**
 * The text with the entry's line, everything else as it was. The lab's own line for the same name
 * is replaced. Somebody else's line that says the same is enough.
 */
export function addEntry(text: string, entry: HostsEntry): string {
  const rest = removeOwn(text, entry.name, entry.address)
  if (addressesIn(rest, entry.name).includes(entry.address)) return rest
  const end = lineEnd(text)
  return `${rest}${rest === '' || rest.endsWith('\n') ? '' : end}${hostsLine(entry)}${end}`
}

/** The text without the lab's own lines for a name. */
export function removeEntry(text: string, name: string): string {
  return removeOwn(text, name)
}

function removeOwn(text: string, name: string, keep?: string): string {
  return linesOf(text)
    .filter((line) => {
      const { address, names } = read(line)
      const own = line.trimEnd().endsWith(mark) && names.includes(name.toLowerCase())
      return !own || address === keep
    })
    .join('')
}

/** Lines with their ends, so that nothing but the lab's own changes. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

function read(line: string): { address: string | undefined; names: string[] } {
  const [address, ...names] = line.split('#', 1)[0]!.trim().toLowerCase().split(/\s+/)
  return { address: address || undefined, names }
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}
