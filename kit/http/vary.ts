import type { FastifyReply } from 'fastify'

/** Tells caches that an answer follows from these headers of its request too (RFC 9110 §12.5.5). */
export function varyBy(reply: FastifyReply, ...names: string[]): void {
  const before = String(reply.getHeader('vary') ?? '')
    .split(', ')
    .filter(Boolean)
  reply.header('vary', [...new Set([...before, ...names])].join(', '))
}

/** What decides whether a person's browser asks. */
export const browserHeaders = ['Accept', 'Sec-Fetch-Dest'] as const
