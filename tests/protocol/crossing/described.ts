import { deepEqual, equal, fail, ok } from 'node:assert/strict'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { AnySchemaObject } from 'ajv'
import addFormats from 'ajv-formats'
import { ask } from './ask.ts'
import type { Reply, Request } from './ask.ts'
import type { Holdings } from './holdings.ts'

interface Operation {
  parameters?: { in: string; name: string; required?: boolean }[]
  requestBody?: { content: Content }
  responses: Record<string, { content?: Content }>
}
type Content = Record<string, { schema: AnySchemaObject }>

/** What an API says of itself, held against what it does. */
export interface Descriptions {
  /** Requires that a request, and the answer to it, are as the description of the route says. */
  requireDescribed(route: { method: string; path: string }, sent: Request, reply: Reply): void
  /** Statuses of good answers that are described and that no answer had. */
  unseen(): string[]
}

/** Reads the descriptions of APIs, by their paths below a base. */
export async function readDescriptions(
  held: Pick<Holdings, 'sandbox'>,
  apis: readonly string[],
): Promise<Descriptions> {
  const operations = new Map<string, Operation>()
  for (const api of apis) {
    const { text } = await ask(held, { path: `/${api}/openapi.json` })
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, Operation>> }
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        operations.set(`${method.toUpperCase()} ${path}`, operation)
      }
    }
  }
  const seen = new Set<string>()
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const requireFit = (schema: AnySchemaObject, value: unknown, what: string) => {
    const fits = ajv.validate(schema, value)
    ok(fits, `${what} is not as it is described: ${ajv.errorsText()}`)
  }
  return {
    requireDescribed({ method, path }, sent, { status, text }) {
      const name = `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`
      if (path.endsWith('/openapi.json')) return
      const operation = operations.get(name) ?? fail(`${name} is not described`)
      const good = status < 300
      if (good) requireRequest(operation, sent, name, requireFit)
      const response =
        operation.responses[status] ?? (good ? undefined : operation.responses['default'])
      ok(response, `${name}: ${status} is not described`)
      seen.add(`${name} ${status}`)
      const schema = response.content?.['application/json']?.schema
      if (schema === undefined) {
        if (response.content === undefined) equal(text, '', `${name}: ${status} has content`)
        return
      }
      requireFit(schema, JSON.parse(text), `${name}: the answer ${status}`)
    },
    unseen: () =>
      [...operations].flatMap(([name, { responses }]) =>
        Object.keys(responses)
          .filter((status) => status.startsWith('2') && !seen.has(`${name} ${status}`))
          .map((status) => `${name} ${status}`),
      ),
  }
}

function requireRequest(
  { parameters = [], requestBody }: Operation,
  { path, json }: Request,
  name: string,
  requireFit: (schema: AnySchemaObject, value: unknown, what: string) => void,
): void {
  const described = parameters.filter((one) => one.in === 'query').map((one) => one.name)
  const query = [...new URL(path, 'https://lab.test').searchParams.keys()]
  deepEqual(
    query.filter((one) => !described.includes(one)),
    [],
    `${name}: parameters that are not described`,
  )
  if (json === undefined) return
  const schema = requestBody?.content['application/json']?.schema
  ok(schema, `${name}: its document is not described`)
  requireFit(schema, json, `${name}: the document`)
}
