import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { isAbsoluteUri } from '../resources/absolute-uri.ts'
import { registrantOf } from '../resources/registered-resources.ts'
import { defaultAudience } from '../server.ts'

/** The one `resource` of a request, if it names one this server knows (RFC 8707 §2). */
export async function requireResource(
  exchange: Exchange,
  form: Parameters,
): Promise<string | undefined> {
  const resource = parameter(form, 'resource')
  if (resource === undefined) {
    const { audienceRequired } = exchange.configuration
    requireThat(exchange, 'resource.required', !audienceRequired)
    return undefined
  }
  requireThat(exchange, 'resource.form', isAbsoluteUri(resource))
  check(exchange, 'resource.known', await isKnown(exchange, resource))
  return resource
}

/** The audience of a token: the resource asked for, or the lab's resource server. */
export function audienceOf(exchange: Exchange, resource: string | null | undefined): string[] {
  return [resource ?? defaultAudience(exchange.sandbox)]
}

async function isKnown(exchange: Exchange, resource: string): Promise<boolean> {
  const own = defaultAudience(exchange.sandbox)
  if (resource === own || resource.startsWith(`${own}/`)) return true
  return (await registrantOf(exchange.server.db, exchange.sandbox, resource)) !== undefined
}
