import { readFileSync, readdirSync, readlinkSync } from 'node:fs'

/**
 * The process that listens on a TCP port of this machine, as `node (process 1234)`. Undefined when
 * none does, or when this user may not know: it reads /proc, which only Linux has.
 */
export function portHolder(port: number): string | undefined {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((path) => listeners(path, port))
    if (inodes.length === 0) return undefined
    const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`))
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || !holds(pid, wanted)) continue
      return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`
    }
  } catch {
    // Not Linux, or a process that ended meanwhile.
  }
  return undefined
}

/** Inodes of the sockets that listen; state 0A (the kernel's proc_net_tcp). */
function listeners(path: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap(([, local, , state, , , , , , inode]) =>
      local?.endsWith(suffix) && state === '0A' && inode !== undefined ? [inode] : [],
    )
}

function holds(pid: string, sockets: Set<string>): boolean {
  try {
    const folder = `/proc/${pid}/fd`
    return readdirSync(folder).some((fd) => sockets.has(readlinkSync(`${folder}/${fd}`)))
  } catch {
    return false
  }
}
