import { shown } from '@oauth-lab/kit/check-detail.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience } from '../server.ts'
import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import { isPublished } from './published-resources.ts'
import { registrantOf } from './registered-resources.ts'

/**
 * What a request names resources for: a grant, from which tokens for some of them follow; a token that it gets at
 * once; or what takes several whatever the configuration says (RFC 8693 §2.1).
 */
type Named = 'grant' | 'token' | 'any'

/** The resources that a request names, each once and known, compared whole (RFC 8707 §2): none where it names none. */
export async function requireResources(
  exchange: Exchange,
  form: Parameters,
  named: Named = 'token',
): Promise<string[]> {
  const resources = [...new Set(readList(form, 'resource'))]
  if (!maySeveral(exchange, named)) requireOne(exchange, readList(form, 'resource'))
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

/**
 * The audience of a token of a grant: those of the granted resources that its request names, or all of them (RFC 8707
 * §2.2). The grant stays as it is.
 */
export function requireGrantedResources(
  exchange: Exchange,
  form: Parameters,
  granted: readonly string[],
): string[] {
  const asked = readList(form, 'resource')
  const several = maySeveral(exchange, 'token')
  if (!several) requireOne(exchange, asked)
  const all = audienceOf(exchange, granted)
  requireThat(
    exchange,
    'resource.granted',
    asked.every((one) => all.includes(one)),
    () => `Granted: ${all.join(' ')}. Asked for: ${shown(asked.join(' '))}.`,
  )
  const audience = asked.length > 0 ? [...new Set(asked)] : all
  requireThat(
    exchange,
    'resource.chosen',
    several || audience.length <= 1,
    () => `Granted: ${all.join(' ')}.`,
  )
  return audience
}

function maySeveral({ configuration }: Exchange, named: Named): boolean {
  const { severalResources: setting } = configuration
  return named === 'any' || setting === 'token' || setting === named
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
