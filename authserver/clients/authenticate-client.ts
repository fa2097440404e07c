import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import type { Credentials } from './authentication/method.ts'
import { clientAuthenticationMethods, methodNamed } from './authentication/methods.ts'
import { findClient, isPublic } from './client.ts'
import type { Client } from './client.ts'
import { readDescribed } from './described-client.ts'
import { noteUse } from './note-use.ts'

/** Identifies and authenticates the client of a direct request (RFC 6749 §2.3, §3.2.1). */
export async function authenticateClient(exchange: Exchange, form: Parameters): Promise<Client> {
  const { method: sent, credentials } = requireOneMethod(exchange, form)
  const client = await requireKnown(exchange, credentials)
  const { token_endpoint_auth_method: registered, client_name: name } = client.metadata
  // A certificate is no part of the request: beside it stands the client_id alone (RFC 8705 §2).
  const isByCertificate = sent === 'none' && methodNamed(registered).byCertificate === true
  const method = isByCertificate ? registered : sent
  exchange.debug?.step(
    'client',
    `${client.id}${name ? ` (${name})` : ''} uses ${method}, is registered for ${registered}`,
  )
  check(
    exchange,
    'client.registered-method',
    registered === method,
    () => `The client is registered for ${registered}; ${describe(method, credentials)}.`,
  )
  const own = withProfileOf(exchange, client)
  const { clientAuthenticationMethods: offered } = own.configuration
  const isOffered = offered.length === 0 || offered.includes(method)
  check(exchange, 'client.offered-method', isOffered, () => expected(offered, method))
  await methodNamed(registered).verify(own, client, credentials)
  await noteUse(exchange, client)
  return client
}

/** The same where a public client has no business (RFC 7662 §2.1). */
export async function authenticateConfidentialClient(
  exchange: Exchange,
  form: Parameters,
): Promise<Client> {
  const client = await authenticateClient(exchange, form)
  const detail = () => `It is registered for ${client.metadata.token_endpoint_auth_method}.`
  requireThat(exchange, 'client.confidential', !isPublic(client), detail)
  return client
}

/** The one method that a request uses: a proof where there is one, or else the client's id alone. */
function requireOneMethod(exchange: Exchange, form: Parameters) {
  const used = clientAuthenticationMethods.flatMap(({ name, confidential, read }) => {
    const credentials = read(exchange, form)
    return credentials === undefined ? [] : [{ method: name, confidential, credentials }]
  })
  const proofs = used.filter(({ confidential }) => confidential)
  const [one] = proofs.length > 0 ? proofs : used
  requireThat(
    exchange,
    'client.one-method',
    proofs.length <= 1,
    () => `The request uses ${proofs.map(({ method }) => method).join(' and ')}.`,
  )
  requireThat(
    exchange,
    'client.identified',
    one,
    'The request holds no credentials and no client_id.',
  )
  const named = parameter(form, 'client_id')
  const { id } = one.credentials
  requireThat(
    exchange,
    'client.same-id',
    named === undefined || id === undefined || named === id,
    () => `The client_id says ${shown(named)}, the credentials say ${shown(id)}.`,
  )
  return one
}

async function requireKnown(exchange: Exchange, { id }: Credentials): Promise<Client> {
  const { server, sandbox } = exchange
  requireThat(
    exchange,
    'client.readable',
    id !== undefined,
    'The credentials hold no client_id that can be read.',
  )
  await readDescribed(exchange, id)
  const client = await findClient(server.db, sandbox, id)
  requireThat(exchange, 'client.known', client, () => `Sent ${shown(id)}.`)
  return client
}

/** An empty secret by HTTP Basic is a secret too; a public client has none (RFC 6749 §2.3.1). */
function describe(method: string, { secret }: Credentials): string {
  return secret === '' ? `${method} with an empty secret came` : `${method} came`
}
