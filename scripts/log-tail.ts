import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

export interface Tail {
  /** The whole lines that were added since the last call. */
  read(): string[]
}

/** Reads a log file as it grows; first what was put aside of it. */
export function createTail(path: string): Tail {
  let offset: number | undefined
  let rest = ''
  return {
    read() {
      // What was full was put aside, with lines that are still to be read.
      const aside = offset === undefined || statSync(path).size < offset
      const older = aside ? readFrom(`${path}.1`, offset ?? 0) : Buffer.alloc(0)
      if (aside) offset = 0
      const added = readFrom(path, offset!)
      offset! += added.length
      const lines = (rest + older.toString() + added.toString()).split('\n')
      rest = lines.pop()!
      return lines
    },
  }
}

/** A file from an offset to its end; nothing when there is no such file. */
function readFrom(path: string, offset: number): Buffer {
  if (!existsSync(path)) return Buffer.alloc(0)
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(file).size - offset))
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset))
  } finally {
    closeSync(file)
  }
}
