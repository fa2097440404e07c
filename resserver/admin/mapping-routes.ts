import type { FastifyInstance } from 'fastify'
import { MappingTrial, MappingTrialAnswer } from '@oauth-lab/kit/admin/mapping-trial-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { tryMapping } from '../delegation/try-mapping.ts'
import type { OperationParts } from '../run-operation.ts'

/** `mapping/try`: which local user a token or claims would become. */
export function mappingRoutes(api: FastifyInstance, parts: OperationParts): void {
  api.post(
    '/mapping/try',
    {
      config: { dry: true },
      schema: { body: MappingTrial, response: { 200: MappingTrialAnswer } },
    },
    async (request, reply) => {
      const answer = await tryMapping(parts, request, readDocument(MappingTrial, request.body))
      return reply.header('cache-control', 'no-store').send(answer)
    },
  )
}
