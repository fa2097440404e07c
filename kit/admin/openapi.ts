import type { FastifyInstance, FastifySchema, RouteOptions } from 'fastify'
import { z } from 'zod'
import { schemaController } from '../http/schema-controller.ts'
import { ProblemDocument } from './problem-document.ts'

/**
 * Describes the routes of an API in OpenAPI 3.1, their documents by their zod types. What it takes
 * is loaded when somebody asks, since loading it would slow each start down.
 */
export function describeApi(api: FastifyInstance, title: string): () => Promise<object> {
  const routes: RouteOptions[] = []
  api.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') routes.push(route)
  })
  let description: Promise<object> | undefined
  return () => {
    description ??= describe(routes, title)
    return description
  }
}

async function describe(routes: RouteOptions[], title: string): Promise<object> {
  const [{ default: Fastify }, { default: swagger }] = await Promise.all([
    import('fastify'),
    import('@fastify/swagger'),
  ])
  const stand = Fastify({ exposeHeadRoutes: false, schemaController })
  await stand.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, version: '1' },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
    },
  })
  for (const { method, url, schema } of routes) {
    stand.route({ method, url, schema: schemaOf(schema), handler: () => undefined })
  }
  await stand.ready()
  const description = stand.swagger()
  await stand.close()
  return description
}

function schemaOf(schema: FastifySchema = {}): FastifySchema {
  const { response, ...request } = schema
  return {
    ...asJson(request, 'input'),
    response: asJson({ ...(response as object), default: ProblemDocument }, 'output'),
  }
}

function asJson(types: object, io: 'input' | 'output') {
  const entries = Object.entries(types).map(([name, type]: [string, unknown]) => {
    return [name, type instanceof z.ZodType ? z.toJSONSchema(type, { io }) : type] as const
  })
  return Object.fromEntries(entries)
}
