import { Refusal } from '@oauth-lab/kit/checks.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { responseTypesInForce } from '../authorization/response-types/response-types.ts'
import { catalogue, observe } from '../checks.ts'
import type { ClientMetadata } from '../clients/client-metadata.ts'
import { checkHttps } from '../clients/check-https.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Exchange } from '../exchange.ts'
import { grantTypesOffered } from '../grant-types/grant-types.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { inForce } from '../profiles/apply-profile.ts'
import { describeProblems, InvalidMetadata } from './metadata-problem.ts'
import type { MetadataProblem } from './metadata-problem.ts'
import { readMetadata } from './read-metadata.ts'
import type { Offered } from './read-metadata.ts'
import { sectorListProblems } from './rules/sector.ts'

/**
 * What a document registers at this server; a refusal tells every problem at once (RFC 7591 §3.2.2).
 * @param problems those that the caller has found already
 * @throws Refusal whose cause is {@link InvalidMetadata}
 */
export async function requireMetadata(
  exchange: Exchange,
  document: Record<string, unknown>,
  problems: readonly MetadataProblem[] = [],
): Promise<ClientMetadata> {
  const { metadata, problems: found } = await readRegistration(exchange, document)
  const all = [...problems, ...found]
  const ofRedirects = all.filter(({ path }) => path.startsWith('redirect_uris'))
  const others = all.filter((problem) => !ofRedirects.includes(problem))
  const parts = { 'registration.redirect-uris': ofRedirects, 'registration.metadata': others }
  for (const [id, some] of Object.entries(parts) as [keyof typeof parts, MetadataProblem[]][]) {
    observe(exchange, id, some.length === 0, describeProblems(some))
  }
  if (all.length > 0) {
    const id = ofRedirects.length > 0 ? 'registration.redirect-uris' : 'registration.metadata'
    const cause = new InvalidMetadata(all)
    throw new Refusal(id, catalogue[id], { detail: cause.message, cause })
  }
  checkAddresses(exchange, metadata)
  return metadata
}

/** What a document registers at this server, and every problem of it. */
export async function readRegistration(
  exchange: Exchange,
  document: Record<string, unknown>,
): Promise<{ metadata: ClientMetadata; problems: MetadataProblem[] }> {
  const { server, sandbox, configuration } = exchange
  const offered = offeredBy(server.hooks(sandbox), configuration, sandbox)
  const { metadata, problems } = readMetadata(document, offered)
  return { metadata, problems: [...problems, ...(await sectorListProblems(server, metadata))] }
}

/** Whether the addresses to which browsers are sent are https ones. */
export function checkAddresses(exchange: Exchange, metadata: ClientMetadata): void {
  const { application_type, redirect_uris, post_logout_redirect_uris = [] } = metadata
  checkHttps(exchange, application_type, [...redirect_uris, ...post_logout_redirect_uris])
}

/**
 * What clients of this configuration may ask for.
 * @param lab whether it speaks plain HTTP: then addresses at this machine may, too
 */
export function offeredBy(
  hooks: Hooks,
  stored: ServerConfiguration,
  lab: { origin: string; mtlsOrigin?: string | undefined },
): Offered {
  const { configuration } = inForce(stored)
  const { supportedScopes, allowUnsupportedScopes, httpForLocalhost } = configuration
  return {
    grantTypes: grantTypesOffered(configuration, hooks),
    responseTypes: responseTypesInForce(configuration),
    authenticationMethods: configuration.clientAuthenticationMethods,
    algorithms: configuration.signatureAlgorithms,
    mtls: lab.mtlsOrigin !== undefined,
    scopes: allowUnsupportedScopes ? undefined : Object.keys(supportedScopes),
    httpForLocalhost: httpForLocalhost || isPlain(lab),
    withoutTls: isPlain(lab),
  }
}
