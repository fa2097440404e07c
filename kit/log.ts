import pino from 'pino'
import type { FastifyBaseLogger } from 'fastify'

/** A role's log: JSON lines, never a query, header or body. */
export function createLog(
  role: string,
  destination: { write(line: string): void },
): FastifyBaseLogger {
  return pino({ base: { role }, timestamp: pino.stdTimeFunctions.isoTime }, destination)
}
