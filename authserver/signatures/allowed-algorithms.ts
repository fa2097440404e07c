import type { ServerConfiguration } from '../configuration/server-configuration.ts'

type Allowed = Pick<ServerConfiguration, 'signatureAlgorithms'>

/** Those algorithms by which server and clients may sign here (RFC 8725 §3.1). */
export function allowedAlgorithms<Name extends string>(
  { signatureAlgorithms }: Allowed,
  names: readonly Name[],
): readonly Name[] {
  const allowed: readonly string[] = signatureAlgorithms
  return allowed.length === 0 ? names : names.filter((name) => allowed.includes(name))
}

/**
 * The algorithms by which a client may sign: the one that it registered, or any where it registered none or one
 * that is allowed no longer.
 */
export function algorithmsOfClient<Name extends string>(
  configuration: Allowed,
  names: readonly Name[],
  registered: Name | undefined,
): readonly Name[] {
  const own = registered === undefined ? [] : allowedAlgorithms(configuration, [registered])
  return own.length > 0 ? own : allowedAlgorithms(configuration, names)
}
