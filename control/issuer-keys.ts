import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { IssuerKeys, IssuerKeysRequest } from '@oauth-lab/kit/admin/issuer-keys-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { metadataUrlOf } from '@oauth-lab/kit/discovery.ts'
import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isAddress } from '@oauth-lab/kit/server-definitions/is-address.ts'
import type { ControlContext } from './context.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

type Members = Record<string, unknown>

/**
 * `POST issuer-keys`: what an issuer publishes to check its signatures with, or the keys at an address.
 * A browser may not ask another origin for it. Nothing is kept, and what is no key set is not told.
 */
export function issuerKeysRoute(api: FastifyInstance, { environment }: ControlContext): void {
  const schema = { body: IssuerKeysRequest, response: { 200: IssuerKeys } }
  api.post('/issuer-keys', { schema }, async ({ sandbox, body }, reply): Promise<IssuerKeys> => {
    const wanted = readDocument(IssuerKeysRequest, body)
    const { ask, asked } = createAsk(environment)
    reply.header('cache-control', 'no-store')
    if ('jwks_uri' in wanted) {
      requireAddress(sandbox, 'jwks_uri', wanted.jwks_uri)
      return { keys: await askKeys(ask, wanted.jwks_uri), asked }
    }
    const { issuer } = wanted
    requireAddress(sandbox, 'issuer', issuer)
    const metadata = await askMetadata(ask, issuer)
    const url = metadata['jwks_uri']
    if (!isAddress(url, sandbox, true)) {
      throw refused(
        `The metadata at ${metadataUrlOf(issuer)} names no address of keys in jwks_uri.`,
      )
    }
    return { issuer, metadata, keys: await askKeys(ask, url), asked }
  })
}

type Ask = (what: string, url: string) => Promise<Members>

async function askMetadata(ask: Ask, issuer: string): Promise<Members> {
  const url = metadataUrlOf(issuer)
  const metadata = await ask('metadata', url)
  if (metadata['issuer'] === issuer) return metadata
  const named = JSON.stringify(metadata['issuer'])
  throw refused(`The metadata at ${url} names another issuer, ${named}.`)
}

async function askKeys(ask: Ask, url: string): Promise<Members[]> {
  const { keys } = await ask('key set', url)
  if (Array.isArray(keys) && keys.every(isObject)) return keys
  throw refused(`${url} is no key set: its keys are no list of objects.`)
}

function requireAddress(sandbox: Sandbox, path: 'issuer' | 'jwks_uri', value: string): void {
  const isKeys = path === 'jwks_uri'
  if (isAddress(value, sandbox, isKeys)) return
  const message = isKeys
    ? 'must be an https URL without fragment (RFC 7517 §5)'
    : 'must be an https URL without query and fragment (RFC 8414 §2); take it from the claim iss'
  throw new ConfigurationError('It cannot be asked.', [{ path, message }])
}

/** Asks one address after the other, and notes each. A server that a person typed is asked with a guard. */
function createAsk({ fetchTrusting }: ControlContext['environment']) {
  const fetch = fetchTrusting('lab')
  const asked: IssuerKeys['asked'] = []
  const ask = async (what: string, url: string): Promise<Members> => {
    const begun = performance.now()
    const { status, body } = await fetchJson(fetch, what, url, {
      headers: { accept: 'application/json' },
    }).catch((error: unknown) => {
      throw error instanceof PeerError ? refused(error.message) : error
    })
    asked.push({ url, status, ms: Math.max(1, Math.round(performance.now() - begun)) })
    if (status !== 200) throw refused(`The ${what} request to ${url} was answered ${status}.`)
    if (!isObject(body)) throw refused(`The answer of ${url} is no JSON object.`)
    return body
  }
  return { ask, asked }
}

function refused(message: string): AdminError {
  return new AdminError(502, 'bad_gateway', message)
}
