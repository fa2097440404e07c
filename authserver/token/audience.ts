import type { FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { isAbsoluteUri } from '../resources/absolute-uri.ts'
import { registrantOf } from '../resources/registered-resources.ts'
import { defaultAudience } from '../server.ts'
import type { AuthServer } from '../server.ts'

/** The one `resource` of a request, if it names one this server knows (RFC 8707 §2). */
export async function requireResource(
  server: AuthServer,
  request: FastifyRequest,
  form: Parameters,
): Promise<string | undefined> {
  const resource = parameter(form, 'resource')
  if (resource === undefined) {
    const { audienceRequired } = await configurationOf(server.db, request.sandbox)
    requireThat(request, 'resource.required', !audienceRequired)
    return undefined
  }
  requireThat(request, 'resource.form', isAbsoluteUri(resource))
  check(request, 'resource.known', await isKnown(server, request, resource))
  return resource
}

/** The audience of a token: the resource asked for, or the lab's resource server. */
export function audienceOf(request: FastifyRequest, resource: string | null | undefined): string[] {
  return [resource ?? defaultAudience(request.sandbox)]
}

async function isKnown(
  server: AuthServer,
  request: FastifyRequest,
  resource: string,
): Promise<boolean> {
  const own = defaultAudience(request.sandbox)
  if (resource === own || resource.startsWith(`${own}/`)) return true
  return (await registrantOf(server.db, request.sandbox, resource)) !== undefined
}
