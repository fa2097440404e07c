import type { FastifyServerOptions } from 'fastify'

/**
 * Schemas describe, zod validates: the compilers that Fastify would load take time and do nothing. A
 * bundle leaves them out.
 */
export const schemaController = {
  compilersFactory: {
    buildValidator: () => () => () => true,
    buildSerializer: () => () => (data: unknown) => JSON.stringify(data),
  },
} as unknown as NonNullable<FastifyServerOptions['schemaController']>
