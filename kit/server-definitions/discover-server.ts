import { X509Certificate } from 'node:crypto'
import { explainMetadata } from '@oauth-lab/explain/metadata/explain-metadata.ts'
import { namedAuthorities } from '../admin/server-definition-document.ts'
import type { DiscoveryAnswer } from '../admin/server-definition-document.ts'
import { refusedAddress } from '../address-guard.ts'
import { expected, shown, shownList } from '../check-detail.ts'
import type { CheckRecord } from '../check-definition.ts'
import { createObserve } from '../checks.ts'
import type { Detail } from '../checks.ts'
import { metadataUrlOf } from '../discovery.ts'
import { failureReason } from '../failure-reason.ts'
import { fetchJson } from '../http/fetch-json.ts'
import type { JsonAnswer } from '../http/fetch-json.ts'
import { PeerError } from '../peer-error.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Fetch, FetchTrusting } from '../trust.ts'
import { serverDefinitionChecks } from './checks.ts'
import { isAddress } from './is-address.ts'

/** What is asked of a server: its issuer, and who vouches for its certificate. */
export interface Wanted {
  issuer: string
  /** One of those with a name, or a certificate, PEM. */
  authority: string
}

export interface DiscoveryParts {
  /** `fetch` for what a person typed, trusting this authority. */
  fetchTrusting: FetchTrusting
  /** Members of the metadata that must name an address. */
  needs: readonly string[]
}

const observe = createObserve(serverDefinitionChecks)
type Id = keyof typeof serverDefinitionChecks

/** Ends a discovery: nothing can be said after a check that failed. */
class Ended extends Error {}

/**
 * Asks an issuer for its metadata and keys, and judges them check by check up to the first that fails
 * (OpenID Connect Discovery §4, RFC 8414 §3.3). Nothing is kept.
 */
export async function discoverServer(
  sandbox: Sandbox,
  { issuer, authority }: Wanted,
  { fetchTrusting, needs }: DiscoveryParts,
): Promise<DiscoveryAnswer> {
  const checks: CheckRecord[] = []
  const require = (id: Id, holds: boolean, detail?: Detail) => {
    if (!observe({ sandbox, checks }, id, holds, detail)) throw new Ended()
  }
  const answer: DiscoveryAnswer = {
    issuer,
    metadataUrl: '',
    metadata: null,
    members: [],
    answered: null,
    checks,
    usable: false,
  }
  try {
    require('server-definition.issuer-form', isAddress(issuer, sandbox), () =>
      `It is ${shown(issuer)}.`)
    require('server-definition.authority', isAuthority(authority))
    answer.metadataUrl = metadataUrlOf(issuer)
    const fetch = fetchTrusting(authority)
    const started = performance.now()
    const { answered, failure } = await ask(fetch, 'discovery', answer.metadataUrl)
    if (answered !== undefined) {
      const ms = Math.max(1, Math.round(performance.now() - started))
      answer.answered = { status: answered.status, ms }
    }
    require('server-definition.address', failure?.code !== refusedAddress, failure?.reason)
    require('server-definition.certificate', !isOfCertificate(failure), failure?.reason)
    require('server-definition.answers', answered !== undefined, failure?.reason)
    const metadata = objectOf(answered!)
    require('server-definition.metadata', metadata !== undefined, () =>
      answered!.status === 200 ? 'It is no JSON object.' : `It was answered ${answered!.status}.`)
    answer.metadata = metadata!
    answer.members = explainMetadata(metadata!, issuer).map(({ means, clause, ...member }) => ({
      ...member,
      means: means ?? null,
      clause: clause ?? null,
    }))
    require('server-definition.issuer', metadata!['issuer'] === issuer, () =>
      expected(issuer, metadata!['issuer']))
    const wrong = needs.filter((name) => !isAddress(metadata![name], sandbox, true))
    require('server-definition.members', wrong.length === 0, () => `See ${shownList(wrong, ', ')}.`)
    const fault = await keyFault(fetch, String(metadata!['jwks_uri']))
    require('server-definition.keys', fault === undefined, fault)
    return { ...answer, usable: true }
  } catch (error) {
    if (error instanceof Ended) return answer
    throw error
  }
}

function isAuthority(authority: string): boolean {
  if (namedAuthorities.includes(authority)) return true
  try {
    return new X509Certificate(authority).publicKey !== undefined
  } catch {
    return false
  }
}

interface Failure {
  code: string
  /** In words. */
  reason: string
}

async function ask(
  fetch: Fetch,
  what: string,
  url: string,
): Promise<{ answered?: JsonAnswer; failure?: Failure }> {
  try {
    return {
      answered: await fetchJson(fetch, what, url, { headers: { accept: 'application/json' } }),
    }
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    const { cause } = error.cause as { cause?: { code?: string } }
    return { failure: { code: cause?.code ?? '', reason: `${failureReason(error.cause)}.` } }
  }
}

/** What Node says of a certificate that it does not take. */
function isOfCertificate(failure: Failure | undefined): boolean {
  const codes =
    /^(?:ERR_TLS_CERT|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|INVALID_CA)/
  return failure !== undefined && codes.test(failure.code)
}

function objectOf({ status, body }: JsonAnswer): Record<string, unknown> | undefined {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  return status === 200 && isObject ? (body as Record<string, unknown>) : undefined
}

/** Why a key set serves nobody, in words; undefined when it does. */
async function keyFault(fetch: Fetch, uri: string): Promise<string | undefined> {
  const { answered, failure } = await ask(fetch, 'key set', uri)
  if (answered === undefined) return failure!.reason
  const keys = objectOf(answered)?.['keys']
  if (!Array.isArray(keys)) return `${uri} is no key set; it was answered ${answered.status}.`
  const isPublic = (key: { kty?: unknown; use?: unknown; d?: unknown }) =>
    ['RSA', 'EC', 'OKP'].includes(String(key.kty)) && key.use !== 'enc' && key.d === undefined
  return keys.some((key) => typeof key === 'object' && key !== null && isPublic(key as object))
    ? undefined
    : `It holds ${keys.length}.`
}
