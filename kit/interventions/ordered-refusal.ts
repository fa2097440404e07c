import type { FastifyRequest } from 'fastify'

/**
 * For a handler that renders its refusals by itself: refuses a request whose error an intervention wants.
 * @throws Refusal
 */
export function refuseAsOrdered({ orderedRefusal }: FastifyRequest): void {
  if (orderedRefusal !== undefined) throw orderedRefusal
}
