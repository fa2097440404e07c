import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync, openSync, renameSync, statSync } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { join } from 'node:path'

/** Where the lab's log lines go: the last ones are kept in memory, files are optional. */
export interface LabLogs {
  /** The destination for one role's lines. */
  of(role: string): { write(line: string): void }
  /** The last lines of all roles, oldest first. */
  lines(): string[]
  /** Resolves when every line is in its file. */
  close(): Promise<void>
}

const kept = 10_000

/** How much of a role's log a file takes, bytes. */
const usualLimit = 10_000_000

/**
 * Opens the lab's logs.
 * @param folder for a file per role; absent: no files. One that is full becomes `{role}.log.1`, in
 *   place of the one before, and another begins.
 * @param copies a folder in which one more file takes the lines of all roles (tests search it)
 * @param onLine is given each line
 */
export function openLogs(
  folder: string | undefined,
  copies: string | undefined,
  onLine?: (line: string) => void,
  limit = usualLimit,
): LabLogs {
  let lines: string[] = []
  const open = new Set<WriteStream>()

  const openFile = (path: string) => {
    const stream = createWriteStream(path, { fd: openSync(path, 'a', 0o600) })
    // A full disk must not end the lab; the lines in memory are still there.
    stream.on('error', () => undefined)
    stream.on('close', () => open.delete(stream))
    open.add(stream)
    return stream
  }
  const openBounded = (path: string) => {
    let stream: WriteStream
    let size: number
    try {
      stream = openFile(path)
      ;({ size } = statSync(path))
    } catch {
      return undefined
    }
    return (line: string) => {
      if (size >= limit) {
        stream = another(path, stream)
        size = 0
      }
      size += Buffer.byteLength(line)
      stream.write(line)
    }
  }
  const another = (path: string, full: WriteStream) => {
    try {
      renameSync(path, `${path}.1`)
      const next = openFile(path)
      // What it still has to write goes where the file went.
      full.end()
      return next
    } catch {
      return full
    }
  }
  for (const each of [folder, copies]) if (each !== undefined) mkdirSync(each, { recursive: true })
  const copy = copies === undefined ? undefined : openFile(join(copies, `${randomUUID()}.log`))

  return {
    of(role) {
      const write = folder === undefined ? undefined : openBounded(join(folder, `${role}.log`))
      return {
        write(line) {
          lines.push(line)
          if (lines.length > kept * 2) lines = lines.slice(-kept)
          write?.(line)
          copy?.write(line)
          onLine?.(line)
        },
      }
    },
    lines: () => lines.slice(-kept),
    async close() {
      const closed = [...open].map(
        (stream) => new Promise((resolve) => void stream.once('close', resolve).end()),
      )
      await Promise.all(closed)
    },
  }
}
