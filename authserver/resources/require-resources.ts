import { shown } from '@oauth-lab/kit/check-detail.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience } from '../server.ts'
import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import { isPublished } from './published-resources.ts'
import { registrantOf } from './registered-resources.ts'

/**
 * The resources that a request names, each one known, compared whole (RFC 8707 §2): none where it names none.
 * @param several whether more than one will do
 */
export async function requireResources(
  exchange: Exchange,
  form: Parameters,
  several = false,
): Promise<string[]> {
  const resources = readList(form, 'resource')
  if (!several) requireOne(exchange, resources)
  requireThat(
    exchange,
    'resource.required',
    resources.length > 0 || !exchange.configuration.audienceRequired,
  )
  for (const resource of resources) {
    requireThat(
      exchange,
      'resource.form',
      isAbsoluteUri(resource),
      () => `Found ${shown(resource)}.`,
    )
    await requireKnown(exchange, resource)
  }
  return resources
}

/** The resource at which a token of a grant is to be used: one of those granted (RFC 8707 §2.2). */
export function requireGrantedResources(
  exchange: Exchange,
  form: Parameters,
  granted: readonly string[],
): void {
  const resources = readList(form, 'resource')
  requireOne(exchange, resources)
  const audience = audienceOf(exchange, granted)
  requireThat(
    exchange,
    'resource.granted',
    resources.every((one) => audience.includes(one)),
    () => `Granted: ${audience.join(' ')}. Asked for: ${shown(resources.join(' '))}.`,
  )
}

function requireOne(exchange: Exchange, resources: readonly string[]): void {
  const detail = () => `Asked for ${resources.length}: ${shown(resources.join(' '))}.`
  requireThat(exchange, 'resource.one', resources.length <= 1, detail)
}

/** The values of a parameter that may come several times; one without a value counts as omitted (RFC 6749 §3.2). */
export function readList(form: Parameters, name: string): string[] {
  return [form[name] ?? []].flat().filter((value) => value !== '')
}

/** The audience of a token: the resources asked for, or the lab's resource server. */
export function audienceOf(exchange: Exchange, resources: readonly string[]): string[] {
  return resources.length > 0 ? [...resources] : [defaultAudience(exchange.sandbox)]
}

/**
 * Refuses what is not known, compared whole: the lab's resource server as a whole, what the configuration
 * names, what a resource server registered, and what the lab's own publishes of itself.
 */
export async function requireKnown(exchange: Exchange, resource: string): Promise<void> {
  const { server, sandbox, configuration } = exchange
  const isKnown =
    resource === defaultAudience(sandbox) ||
    Object.hasOwn(configuration.resources, resource) ||
    (await registrantOf(server.db, sandbox, resource)) !== undefined ||
    (await isPublished(exchange, resource))
  check(exchange, 'resource.known', isKnown, () => `Asked for ${shown(resource)}.`)
}
