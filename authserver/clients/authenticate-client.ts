import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { secretsEqual } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { findClient } from './client.ts'
import type { Client } from './client.ts'

interface Credentials {
  method: 'client_secret_basic' | 'client_secret_post' | 'none'
  id: string
  secret: string
}

/** Identifies and authenticates the client of a direct request (RFC 6749 §2.3, §3.2.1). */
export async function authenticateClient(exchange: Exchange, form: Parameters): Promise<Client> {
  const credentials = readCredentials(exchange, form)
  requireThat(exchange, 'client.known', credentials !== undefined)
  const client = await findClient(exchange.server.db, exchange.sandbox, credentials.id)
  requireThat(exchange, 'client.known', client !== undefined)
  const { token_endpoint_auth_method: registered } = client.metadata
  const fits =
    registered === credentials.method && (registered === 'none' || client.secret !== null)
  check(exchange, 'client.registered-method', fits)
  if (client.secret !== null) {
    requireThat(exchange, 'client.secret', secretsEqual(credentials.secret, client.secret))
  }
  return client
}

/** The same where a public client has no business (RFC 7662 §2.1). */
export async function authenticateConfidentialClient(
  exchange: Exchange,
  form: Parameters,
): Promise<Client> {
  const client = await authenticateClient(exchange, form)
  requireThat(exchange, 'client.confidential', client.secret !== null)
  return client
}

function readCredentials(exchange: Exchange, form: Parameters): Credentials | undefined {
  const { authorization } = exchange.request.headers
  const id = parameter(form, 'client_id')
  const secret = parameter(form, 'client_secret')
  if (authorization === undefined) {
    if (id === undefined) return undefined
    return secret === undefined
      ? { method: 'none', id, secret: '' }
      : { method: 'client_secret_post', id, secret }
  }
  requireThat(exchange, 'client.one-method', secret === undefined)
  const basic = readBasic(authorization)
  requireThat(
    exchange,
    'client.one-method',
    basic === undefined || id === undefined || id === basic.id,
  )
  return basic
}

/** Both halves are form-encoded before they are joined (RFC 6749 §2.3.1). */
function readBasic(authorization: string): Credentials | undefined {
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString()
  const colon = text.indexOf(':')
  if (colon < 0) return undefined
  try {
    const [id, secret] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
      decodeURIComponent(part.replaceAll('+', ' ')),
    )
    return { method: 'client_secret_basic', id: id!, secret: secret! }
  } catch {
    return undefined
  }
}
