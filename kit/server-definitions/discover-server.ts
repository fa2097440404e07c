import { X509Certificate } from 'node:crypto'
import { explainMetadata } from '@oauth-lab/explain/metadata/explain-metadata.ts'
import { namesAddress } from '@oauth-lab/explain/metadata/metadata-rules.ts'
import { namedAuthorities } from '../admin/server-definition-document.ts'
import type {
  DiscoveryAnswer,
  MetadataSource,
  TypedMetadata,
} from '../admin/server-definition-document.ts'
import { refusedAddress } from '../address-guard.ts'
import { expected, shown, shownList } from '../check-detail.ts'
import type { CheckRecord } from '../check-definition.ts'
import { createObserve } from '../checks.ts'
import type { Detail } from '../checks.ts'
import { metadataUrlOf } from '../discovery.ts'
import type { WellKnown } from '../discovery.ts'
import { failureReason } from '../failure-reason.ts'
import { fetchJson } from '../http/fetch-json.ts'
import type { JsonAnswer } from '../http/fetch-json.ts'
import { PeerError } from '../peer-error.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Fetch, FetchTrusting } from '../trust.ts'
import { serverDefinitionChecks } from './checks.ts'
import { isAddress } from './is-address.ts'
import { isObject } from '../is-object.ts'

/** What is asked of a server: its issuer, and who vouches for its certificate. */
export interface Wanted {
  issuer: string
  /** One of those with a name, or a certificate, PEM. */
  authority: string
  /** What a person typed: then nothing is discovered. */
  metadata?: TypedMetadata | undefined
}

/** What metadata must have for the role that asks. */
export type Needs = (
  metadata: Readonly<Record<string, unknown>>,
  source: MetadataSource,
) => string[]

export interface DiscoveryParts {
  /** `fetch` for what a person typed, trusting this authority. */
  fetchTrusting: FetchTrusting
  /** Members of the metadata that must name an address; `jwks` may stand for `jwks_uri`. */
  needs: Needs
}

const observe = createObserve(serverDefinitionChecks)
type Id = keyof typeof serverDefinitionChecks

/** Ends a discovery: nothing can be said after a check that failed. */
class Ended extends Error {}

/**
 * Asks an issuer for its metadata and keys, and judges them check by check up to the first that fails
 * (OpenID Connect Discovery §4, RFC 8414 §3). Who has no OpenID configuration is asked at the place of
 * RFC 8414. What a person typed is judged as well, but for what only an answer can have. Nothing is kept.
 */
export async function discoverServer(
  sandbox: Sandbox,
  { issuer, authority, metadata: typed }: Wanted,
  { fetchTrusting, needs }: DiscoveryParts,
): Promise<DiscoveryAnswer> {
  const checks: CheckRecord[] = []
  const require = (id: Id, holds: boolean, detail?: Detail) => {
    if (!observe({ sandbox, checks }, id, holds, detail)) throw new Ended()
  }
  const answer: DiscoveryAnswer = {
    issuer,
    source: typed === undefined ? 'openid-configuration' : 'typed',
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
    const fetch = fetchTrusting(authority)
    const requireReached = (failure: Failure | undefined) => {
      require('server-definition.address', failure?.code !== refusedAddress, failure?.reason)
      require('server-definition.certificate', !isOfCertificate(failure), failure?.reason)
    }
    if (typed === undefined) {
      const { answered, failure, tried } = await askMetadata(fetch, issuer, answer)
      requireReached(failure)
      require('server-definition.answers', answered !== undefined, failure?.reason)
      const found = objectOf(answered!)
      require('server-definition.metadata', found !== undefined, () =>
        answered!.status === 200 ? 'It is no JSON object.' : tried)
      answer.metadata = found!
    } else {
      answer.metadata = { issuer, ...typed }
    }
    const { metadata } = answer
    answer.members = explainMetadata(metadata, issuer).map(({ means, clause, ...member }) => ({
      ...member,
      means: means ?? null,
      clause: clause ?? null,
    }))
    if (typed === undefined) {
      require('server-definition.issuer', metadata['issuer'] === issuer, () =>
        expected(issuer, metadata['issuer']))
    }
    const { jwks, jwks_uri } = metadata
    const wrong = wrongMembers(sandbox, answer, needs)
    require('server-definition.members', wrong.length === 0, () => `See ${shownList(wrong, ', ')}.`)
    if (jwks_uri === undefined && jwks === undefined) return { ...answer, usable: true }
    const { fault, failure } =
      jwks_uri === undefined
        ? { fault: faultOf(jwks, 'The jwks is no key set.'), failure: undefined }
        : await keyFault(fetch, jwks_uri as string)
    if (typed !== undefined && jwks_uri !== undefined) requireReached(failure)
    require('server-definition.keys', fault === undefined, fault)
    return { ...answer, usable: true }
  } catch (error) {
    if (error instanceof Ended) return answer
    throw error
  }
}

/** The members of metadata that must name an address and don't: those that are needed, and all that a person typed. */
export function wrongMembers(
  sandbox: Sandbox,
  { metadata, source }: Pick<DiscoveryAnswer, 'metadata' | 'source'>,
  needs: Needs,
): string[] {
  if (metadata === null) return []
  const needed = needs(metadata, source).filter(
    (name) => name !== 'jwks_uri' || metadata['jwks'] === undefined,
  )
  const given = source === 'typed' ? Object.keys(metadata).filter(isTypedAddress) : []
  return [...new Set([...needed, ...given])].filter(
    (name) => !isAddress(metadata[name], sandbox, true),
  )
}

function isTypedAddress(name: string): boolean {
  return name !== 'issuer' && namesAddress(name)
}

/** Whether a text names an authority, or is the certificate of one. */
export function isAuthority(authority: string): boolean {
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
  return status === 200 && isObject(body) ? body : undefined
}

/** Asks at the one place, and where there is nothing, at the other; `answer` tells which it was. */
async function askMetadata(fetch: Fetch, issuer: string, answer: DiscoveryAnswer) {
  const askAt = async (source: WellKnown) => {
    const url = metadataUrlOf(issuer, source)
    const started = performance.now()
    const asked = await ask(fetch, 'discovery', url)
    return { ...asked, url, ms: Math.max(1, Math.round(performance.now() - started)) }
  }
  const first = await askAt('openid-configuration')
  const { status = 0 } = first.answered ?? {}
  const second =
    status >= 400 && status < 500 ? await askAt('oauth-authorization-server') : undefined
  const isSecond = second?.answered?.status === 200
  const taken = isSecond ? second : first
  if (isSecond) answer.source = 'oauth-authorization-server'
  answer.metadataUrl = taken.url
  if (taken.answered) answer.answered = { status: taken.answered.status, ms: taken.ms }
  const alike =
    second === undefined ? '' : `, and ${second.answered?.status ?? 'nothing'} at ${second.url}`
  return { ...taken, tried: `It was answered ${status}${alike}.` }
}

/** Why a key set serves nobody, in words; undefined when it does. */
async function keyFault(
  fetch: Fetch,
  uri: string,
): Promise<{ fault: string | undefined; failure?: Failure | undefined }> {
  const { answered, failure } = await ask(fetch, 'key set', uri)
  if (answered === undefined) return { fault: failure!.reason, failure }
  const otherwise = `${uri} is no key set; it was answered ${answered.status}.`
  return { fault: faultOf(objectOf(answered), otherwise) }
}

/** @param otherwise what is said of what is no key set */
function faultOf(set: unknown, otherwise: string): string | undefined {
  const { keys } = Object(set) as { keys?: unknown }
  if (!Array.isArray(keys)) return otherwise
  const isPublic = (key: { kty?: unknown; use?: unknown; d?: unknown }) =>
    ['RSA', 'EC', 'OKP'].includes(String(key.kty)) && key.use !== 'enc' && key.d === undefined
  return keys.some((key) => typeof key === 'object' && key !== null && isPublic(key))
    ? undefined
    : `It holds ${keys.length}.`
}
