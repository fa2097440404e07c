import { randomUUID } from 'node:crypto'
import { createWriteStream, mkdirSync } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { once } from 'node:events'
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

/**
 * Opens the lab's logs.
 * @param folder for a file per role; absent: no files
 * @param copies a folder in which one more file takes the lines of all roles (tests search it)
 * @param onLine is given each line
 */
export function openLogs(
  folder: string | undefined,
  copies: string | undefined,
  onLine?: (line: string) => void,
): LabLogs {
  let lines: string[] = []
  const open = new Set<WriteStream>()

  const openFile = (path: string) => {
    const stream = createWriteStream(path, { flags: 'a', mode: 0o600 })
    // A full disk must not end the lab; the lines in memory are still there.
    stream.on('error', () => open.delete(stream))
    open.add(stream)
    return stream
  }
  for (const each of [folder, copies]) if (each !== undefined) mkdirSync(each, { recursive: true })
  const copy = copies === undefined ? undefined : openFile(join(copies, `${randomUUID()}.log`))

  return {
    of(role) {
      const file = folder === undefined ? undefined : openFile(join(folder, `${role}.log`))
      return {
        write(line) {
          lines.push(line)
          if (lines.length > kept * 2) lines = lines.slice(-kept)
          file?.write(line)
          copy?.write(line)
          onLine?.(line)
        },
      }
    },
    lines: () => lines.slice(-kept),
    async close() {
      await Promise.all([...open].map((stream) => once(stream.end(), 'close')))
    },
  }
}
