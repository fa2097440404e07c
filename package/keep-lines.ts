import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const kept = 10_000

/** Reads a stream's lines and returns what gives the last ones, oldest first. */
export function keepLines(stream: Readable, onLine?: (line: string) => void): () => string[] {
  let lines: string[] = []
  createInterface({ input: stream }).on('line', (text) => {
    const line = `${text}\n`
    lines.push(line)
    if (lines.length > kept * 2) lines = lines.slice(-kept)
    onLine?.(line)
  })
  return () => lines.slice(-kept)
}
