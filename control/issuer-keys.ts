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

type Members = Record<string, unknown>

/**
 * `POST issuer-keys`: what an issuer publishes to check its signatures with. A browser may not ask
 * another origin for it. Nothing is kept.
 */
export function issuerKeysRoute(api: FastifyInstance, { environment }: ControlContext): void {
  const schema = { body: IssuerKeysRequest, response: { 200: IssuerKeys } }
  api.post('/issuer-keys', { schema }, async ({ sandbox, body }, reply): Promise<IssuerKeys> => {
    const { issuer } = readDocument(IssuerKeysRequest, body)
    requireAddress(sandbox, issuer)
    const { ask, asked } = createAsk(environment)
    reply.header('cache-control', 'no-store')
    const metadataUrl = metadataUrlOf(issuer)
    const metadata = await ask('metadata', metadataUrl)
    if (metadata['issuer'] !== issuer) {
      const named = JSON.stringify(metadata['issuer'])
      throw refused(`The metadata at ${metadataUrl} names another issuer, ${named}.`)
    }
    const url = metadata['jwks_uri']
    if (!isAddress(url, sandbox, true)) {
      throw refused(`The metadata at ${metadataUrl} names no address of keys in jwks_uri.`)
    }
    const { keys } = await ask('key set', url)
    if (!Array.isArray(keys) || !keys.every(isObject)) {
      throw refused(`${url} is no key set: its keys are no list of objects.`)
    }
    return { issuer, keys, asked }
  })
}

function requireAddress(sandbox: Sandbox, issuer: string): void {
  if (isAddress(issuer, sandbox)) return
  throw new ConfigurationError('The issuer cannot be asked.', [
    {
      path: 'issuer',
      message:
        'must be an https URL without query and fragment (RFC 8414 §2); take it from the claim iss',
    },
  ])
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

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function refused(message: string): AdminError {
  return new AdminError(502, 'bad_gateway', message)
}
