import pino from 'pino'
import type { FastifyBaseLogger } from 'fastify'
import { showControls } from './terminal.ts'

/** How long a line may wait for others, milliseconds. */
const timeout = 10

/**
 * A destination that joins the lines of a few milliseconds into one write. What is pending when the
 * process ends is written then.
 */
export function inOneWrite(stream: { write(text: string): unknown }): {
  write(line: string): void
} {
  let pending = ''
  const flush = () => {
    if (pending !== '') stream.write(pending)
    pending = ''
  }
  process.on('exit', flush)
  return {
    write(line) {
      if (pending === '') setTimeout(flush, timeout).unref()
      pending += line
    },
  }
}

/** A role's log: JSON lines that move no terminal, never a query, header or body as it came, and never a secret. */
export function createLog(
  role: string,
  destination: { write(line: string): void },
): FastifyBaseLogger {
  const write = (line: string) => destination.write(showControls(line))
  return pino({ base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, { write })
}
