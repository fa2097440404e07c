import type { z } from 'zod'
import { AdminError } from '../admin/admin-error.ts'
import type { RequestToSend, SentRequest } from '../admin/sent-request-document.ts'
import type { ServerDefinition } from '../admin/server-definition-document.ts'
import { metadataUrlOf } from '../discovery.ts'
import { failureReason } from '../failure-reason.ts'
import { fetchJson } from '../http/fetch-json.ts'
import { PeerError } from '../peer-error.ts'
import { ConfigurationError } from '../problems.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Fetch, FetchTrusting } from '../trust.ts'
import { isAddress } from './is-address.ts'

/**
 * Sends a request to an endpoint of a server that is defined, for who tries it out. It goes nowhere but
 * to an address that the server's own metadata names, by the guarded fetch: no private address, no
 * redirect, an answer of 1 MiB at most.
 * @throws ConfigurationError where the metadata name no such endpoint, AdminError 502 where no answer comes
 */
export async function sendRequest(
  sandbox: Sandbox,
  definition: ServerDefinition,
  { endpoint, method, query, headers, body }: z.output<typeof RequestToSend>,
  fetchTrusting: FetchTrusting,
): Promise<SentRequest> {
  const fetch = fetchTrusting(definition.authority)
  const address = await addressOf(sandbox, fetch, definition, endpoint)
  const url = query === '' ? address : `${address}${address.includes('?') ? '&' : '?'}${query}`
  const begun = performance.now()
  try {
    const response = await fetch(url, {
      method,
      headers: Object.entries(headers).filter((pair): pair is [string, string] => Boolean(pair[1])),
      redirect: 'manual',
      ...(body !== '' && method !== 'GET' && { body }),
    })
    const text = await response.text()
    return {
      url,
      status: response.status,
      ms: Math.max(1, Math.round(performance.now() - begun)),
      headers: [...response.headers].filter(([name]) => name !== 'set-cookie'),
      body: text,
    }
  } catch (error) {
    const message = `The request to ${address} failed: ${failureReason(error)}.`
    throw Object.assign(new AdminError(502, 'bad_gateway', message), { cause: error })
  }
}

async function addressOf(
  sandbox: Sandbox,
  fetch: Fetch,
  definition: ServerDefinition,
  endpoint: string,
): Promise<string> {
  const { issuer, source, metadata: typed } = definition
  if (source === 'typed') return addressIn(sandbox, { issuer, ...typed }, issuer, endpoint)
  const metadataUrl = metadataUrlOf(issuer, source)
  if (endpoint === 'metadata') return metadataUrl
  const { status, body } = await fetchJson(fetch, 'discovery', metadataUrl, {
    headers: { accept: 'application/json' },
  }).catch((error: unknown) => {
    throw error instanceof PeerError ? new AdminError(502, 'bad_gateway', error.message) : error
  })
  const metadata = Object(body) as Record<string, unknown>
  if (status !== 200 || metadata['issuer'] !== issuer) {
    const message = `The metadata at ${metadataUrl} are not those of ${issuer}.`
    throw new AdminError(502, 'bad_gateway', message)
  }
  return addressIn(sandbox, metadata, issuer, endpoint)
}

function addressIn(
  sandbox: Sandbox,
  metadata: Readonly<Record<string, unknown>>,
  issuer: string,
  endpoint: string,
): string {
  const address = metadata[endpoint]
  if (isAddress(address, sandbox, true)) return address
  throw new ConfigurationError('The request cannot be sent.', [
    { path: 'endpoint', message: `the metadata of ${issuer} name no address in ${endpoint}` },
  ])
}
