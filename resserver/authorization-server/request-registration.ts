import { z } from 'zod'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import type { JsonAnswer } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Tables } from '../store/tables.ts'

const Registered = z.looseObject({
  client_id: z.string(),
  client_secret: z.string(),
  registration_client_uri: z.url().optional(),
  registration_access_token: z.string().optional(),
})

/** The authorization server does not register this server, and won't when it is asked again. */
export class NotRegistered extends PeerError {}

/** What an authorization server registered (RFC 7591 §3.2.1). */
export type Registered = z.output<typeof Registered>

/** The member `resource` lists the resources whose tokens this client may introspect. */
const metadataFor = (resource: string[]) => ({
  client_name: 'resserver',
  grant_types: [],
  response_types: [],
  token_endpoint_auth_method: 'client_secret_basic',
  resource,
})

/**
 * Registers this server (RFC 7591 §3.1).
 * @param token an initial access token
 * @throws NotRegistered when it is refused, PeerError when the server does not answer as it must
 */
export async function requestRegistration(
  fetch: Fetch,
  endpoint: string,
  resources: string[],
  token: string | undefined,
): Promise<Registered> {
  const answer = await send(fetch, 'POST', endpoint, metadataFor(resources), token)
  const { status, body } = answer
  if (status >= 400 && status < 500) {
    const { error = '' } = (body ?? {}) as { error?: string }
    throw new NotRegistered(
      `The registration of this resource server was answered ${status} ${error}.`.replace(
        ' .',
        '.',
      ),
    )
  }
  const read = Registered.safeParse(body)
  if (status === 201 && read.success) return read.data
  throw new PeerError(`The registration of this resource server was answered ${status}.`)
}

/** Changes the resources of a registration (RFC 7592 §2.2); undefined where it can't be changed. */
export async function requestUpdate(
  fetch: Fetch,
  registration: Tables['registrations'],
  resources: string[],
): Promise<Registered | undefined> {
  const { client_id, client_secret, registration_uri, registration_token } = registration
  if (registration_uri === null || registration_token === null) return undefined
  const document = { ...metadataFor(resources), client_id, client_secret }
  const { status, body } = await send(fetch, 'PUT', registration_uri, document, registration_token)
  const read = Registered.safeParse({
    registration_client_uri: registration_uri,
    registration_access_token: registration_token,
    client_secret,
    ...(body as object),
  })
  return status === 200 && read.success ? read.data : undefined
}

function send(
  fetch: Fetch,
  method: string,
  url: string,
  document: object,
  token: string | undefined,
): Promise<JsonAnswer> {
  return fetchJson(fetch, 'registration', url, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(document),
  })
}
