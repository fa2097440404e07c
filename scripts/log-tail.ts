import { closeSync, existsSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

export interface Tail {
  /** The whole lines that were added since the last call. */
  read(): string[]
}

/** Reads a log file as it grows; first what was put aside of it. */
export function createTail(path: string): Tail {
  const aside = `${path}.1`
  let offset = 0
  let text = readFrom(aside, 0).toString()
  return {
    read() {
      if (statSync(path).size < offset) {
        // It was full and put aside, with lines that are still to be read.
        text += readFrom(aside, offset).toString()
        offset = 0
      }
      const added = readFrom(path, offset)
      offset += added.length
      const lines = (text + added.toString()).split('\n')
      text = lines.pop()!
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
