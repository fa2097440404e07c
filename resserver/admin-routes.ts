import type { FastifyInstance } from 'fastify'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { Configuration } from './store/configurations.ts'
import type { Configurations } from './store/configurations.ts'

/** The resource server's own part of its admin API: GET and PUT `configuration`. */
export function addConfigurationRoutes(api: FastifyInstance, configurations: Configurations): void {
  const response = { 200: Configuration }
  api.get('/configuration', { schema: { response } }, (request) =>
    configurations.read(request.sandbox),
  )
  api.put('/configuration', { schema: { body: Configuration, response } }, async (request) => {
    const configuration = readDocument(Configuration, request.body)
    await configurations.write(request.sandbox, configuration)
    return configuration
  })
}
