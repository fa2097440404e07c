import { besideClock } from '@oauth-lab/kit/check-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { check, requireThat } from '../checks.ts'
import type { RequiredCheck, WaivableCheck } from '../checks.ts'
import { issueGrantTokens } from '../grant-types/grant-tokens.ts'
import { requireGranted } from '../grant-types/require-granted.ts'
import { requireLiveGrant } from '../grant-types/require-live-grant.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { readGrant } from '../tokens/grants.ts'
import type { Grant, GrantColumns } from '../tokens/grants.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { Waiting, WaitingRequests } from './waiting-requests.ts'

/** The check of each thing that is asked of a question for tokens. */
export interface QuestionChecks {
  present: RequiredCheck
  known: RequiredCheck
  ofClient: RequiredCheck
  unused: RequiredCheck
  fresh: WaivableCheck
  allowed: RequiredCheck
  pace: WaivableCheck
  answered: RequiredCheck
}

/** Milliseconds by which a client's timer may be early. */
const early = 500
/** By how many seconds the interval grows when a client does not wait for it (RFC 8628 §3.5, CIBA Core §11). */
const slower = 5

/** Where a client asks for its tokens again and again, what is asked of it, and what it asks with. */
interface Question {
  requests: WaitingRequests
  checks: QuestionChecks
  sent: string | undefined
}

/**
 * Tokens for what the user has allowed elsewhere; who asks gets them once (RFC 8628 §3.4, CIBA Core §10.1).
 * @param grantType the name of the grant type
 */
export async function issueAnswered(
  exchange: TokenExchange,
  grantType: string,
  question: Question,
): Promise<TokenResponse> {
  const answered = await requireAnswered(exchange, question)
  const refreshScopes = answered.scopes
  return issueGrantTokens(exchange, { grantType, ...answered, nonce: null, refreshScopes })
}

/** What the user has allowed, as the client asks for it. */
async function requireAnswered(
  exchange: TokenExchange,
  { requests, checks, sent }: Question,
): Promise<{
  grant: Grant
  scopes: string[]
  audience: string[]
  details: readonly AuthorizationDetail[]
}> {
  const { sandbox, client } = exchange
  requireThat(exchange, checks.present, sent !== undefined)
  const row = await requests.find(exchange, sent)
  requireThat(exchange, checks.known, row !== undefined)
  const isOwn = row.asking_client === client.id
  requireThat(exchange, checks.ofClient, isOwn, `${client.id} sent it.`)
  const requireUnused = (unused: boolean) => requireThat(exchange, checks.unused, unused)
  requireUnused(row.redeemed_at === null)
  check(exchange, checks.fresh, row.expires_at > sandbox.clock.now(), () =>
    besideClock('It expired', row.expires_at, sandbox.clock),
  )
  requireThat(exchange, checks.allowed, row.denied_at === null)
  if (!isAllowed(row)) {
    const interval = await noteQuestion(exchange, requests, sent, row)
    const waited = interval === row.poll_interval
    check(exchange, checks.pace, waited, () => `The interval is ${interval} s from now on.`)
  }
  requireThat(exchange, checks.answered, isAllowed(row))
  const grant = readGrant(row)
  requireLiveGrant(exchange, grant)
  const narrowed = requireGranted(exchange, grant)
  requireUnused(await requests.redeem(exchange, sent))
  return { grant, scopes: readScopes(row.scope), ...narrowed }
}

function isAllowed(row: Waiting): row is Waiting & GrantColumns {
  return row.grant_id !== null
}

/** A client that asks too early waits longer from then on. Returns how long, in seconds. */
async function noteQuestion(
  exchange: TokenExchange,
  requests: WaitingRequests,
  sent: string,
  { asked_at: last, poll_interval: interval }: Waiting,
): Promise<number> {
  const now = exchange.sandbox.clock.now()
  const waited = last === null || now < last || now - last >= interval * 1000 - early
  const next = waited ? interval : interval + slower
  await requests.noteQuestion(exchange, sent, next)
  return next
}
