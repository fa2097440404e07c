import type { ProfileName } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { Client } from '../clients/client.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { profileNamed } from './profiles.ts'

/** Settings as they hold, and the checks that a profile lets pass. */
interface InForce {
  configuration: ServerConfiguration
  lets: ReadonlyMap<string, string>
}

/** What was made of a configuration by its own profile, kept as long as it. */
const made = new WeakMap<ServerConfiguration, InForce>()

/** A configuration as its profile has it. */
export function inForce(configuration: ServerConfiguration): InForce {
  let found = made.get(configuration)
  if (found === undefined) {
    found = applied({ configuration, lets: new Map() }, configuration.profile)
    made.set(configuration, found)
  }
  return found
}

/** The exchange as the client's own profile has it, on top of the server's. */
export function withProfileOf<E extends Pick<Exchange, 'configuration' | 'lets'>>(
  exchange: E,
  { metadata }: Pick<Client, 'metadata'>,
): E {
  const { profile } = metadata
  if (profile === undefined || profile === 'default') return exchange
  const { configuration, lets = new Map<string, string>() } = exchange
  return { ...exchange, ...applied({ configuration, lets }, profile) }
}

function applied({ configuration, lets }: InForce, name: ProfileName): InForce {
  const { changes } = profileNamed(name)
  if (changes.length === 0) return { configuration, lets }
  let changed = configuration
  const passes = new Map(lets)
  for (const { settings, waives = [] } of changes) {
    if (settings !== undefined) changed = { ...changed, ...settings(changed) }
    for (const id of waives) passes.set(id, `The profile ${name} lets it pass.`)
  }
  return { configuration: changed, lets: passes }
}
