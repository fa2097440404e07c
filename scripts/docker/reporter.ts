import { ownSequence } from '@oauth-lab/kit/terminal.ts'

const erase = ownSequence('[2K') + ownSequence('[G')

/** Tells what is done, on stderr. */
export interface Reporter {
  /** A line that stays. */
  say(text: string): void
  /** What is under way: a line of its own, on a terminal one that the next overwrites. */
  begin(text: string): void
  /** A part of it. */
  step(text: string): void
  /** Takes the line of what is under way away. */
  clear(): void
}

/** Rewrites one line on a terminal; prints line after line elsewhere. */
export function createReporter(stream: NodeJS.WriteStream = process.stderr): Reporter {
  const live = stream.isTTY && process.env['CI'] === undefined
  const clear = () => {
    if (live) stream.write(erase)
  }
  const begin = (text: string) => {
    const width = Math.max(20, (stream.columns || 80) - 2)
    stream.write(live ? `${erase}${text.slice(0, width)}` : `${text}\n`)
  }
  return {
    say(text) {
      clear()
      stream.write(`${text}\n`)
    },
    begin,
    step: (text) => begin(`  ${text}`),
    clear,
  }
}
