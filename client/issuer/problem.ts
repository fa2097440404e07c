import * as oidc from 'openid-client'
import type { FastifyRequest } from 'fastify'
import { Refusal } from '@oauth-lab/kit/checks.ts'
import { sentenceFor } from '../words/errors.ts'
import { refused } from './answer-checks.ts'
import type { AnswerPart } from './answer-checks.ts'
import { errorOf } from './exchange.ts'
import type { Exchange } from './exchange.ts'

/** The authorization server refused, or did not answer as it should: what a page says about it. */
export class ServerProblem extends Error {
  override name = 'ServerProblem'
  /** The status of this page's own answer. */
  readonly status: number
  /** The server's `error`, as it was sent. */
  readonly error: string | undefined
  readonly description: string | undefined

  constructor(
    status: number,
    message: string,
    found: { error?: string; description?: string } = {},
  ) {
    super(message)
    this.status = status
    this.error = found.error
    this.description = found.description
  }
}

/** What was going on when an error came up. */
export interface Attempt {
  request: FastifyRequest
  /** What was asked for, in words: `the tokens`. */
  wanted: string
  exchanges: readonly Exchange[]
}

/**
 * An error of openid-client as something that can be shown. It is a {@link Refusal} when this
 * client refuses the answer, and a {@link ServerProblem} when the server refused or was not
 * reached. Nothing of the original error is kept: its causes hold answers with tokens in them.
 */
export function explain(error: unknown, { request, wanted, exchanges }: Attempt): Error {
  if (error instanceof ServerProblem || error instanceof Refusal) return error
  if (error instanceof oidc.AuthorizationResponseError) {
    const { error: code, error_description: description } = error
    return new ServerProblem(code === 'access_denied' ? 403 : 400, sentenceFor(code), {
      error: code,
      ...(description !== undefined && { description }),
    })
  }
  if (
    error instanceof oidc.ResponseBodyError ||
    error instanceof oidc.WWWAuthenticateChallengeError
  ) {
    const { body = '', challenge } = exchanges.at(-1) ?? {}
    const found = {
      ...(challenge && { description: `It asks for ${challenge}.` }),
      ...errorOf(body),
    }
    if (error.status >= 500) return new ServerProblem(503, unanswered(wanted), found)
    return new ServerProblem(400, sentenceFor(found.error), found)
  }
  if (error instanceof oidc.ClientError)
    return explainClientError(error, request, wanted, exchanges)
  if (isOurBug(error)) return error
  return new ServerProblem(503, unanswered(wanted), { description: reasonOf(error) })
}

/** openid-client was called wrongly; a connection that fails has no such code. */
function isOurBug(error: unknown): error is TypeError {
  const { code } = error as { code?: unknown }
  return error instanceof TypeError && typeof code === 'string' && code.startsWith('ERR_INVALID')
}

function explainClientError(
  error: oidc.ClientError,
  request: FastifyRequest,
  wanted: string,
  exchanges: readonly Exchange[],
): Error {
  const last = exchanges.at(-1)
  const detail = error.cause instanceof Error ? error.cause.message : error.message
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
      return new ServerProblem(503, unanswered(wanted), { description: 'It took too long.' })
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
    case 'OAUTH_RESPONSE_IS_NOT_JSON': {
      const found = {
        description: `It answered with status ${last?.status}.`,
        ...errorOf(last?.body ?? ''),
      }
      return (last?.status ?? 500) >= 500
        ? new ServerProblem(503, unanswered(wanted), found)
        : new ServerProblem(502, `The authorization server did not send ${wanted}.`, found)
    }
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return refused(request, 'ID token', detail)
    case 'OAUTH_INVALID_RESPONSE':
      return refused(
        request,
        last === undefined ? 'authorization response' : partOf(detail),
        detail,
      )
    default:
      return /JWT|JWS|signature|key/i.test(detail)
        ? refused(request, 'ID token', detail)
        : new ServerProblem(
            502,
            `The authorization server did not send ${wanted} in a form that can be used.`,
            {
              description: `${detail}.`,
            },
          )
  }
}

function partOf(detail: string): AnswerPart {
  return /JWT|JWS|ID Token|signature/i.test(detail) ? 'ID token' : 'token response'
}

function unanswered(wanted: string): string {
  return `The authorization server does not answer; ${wanted} could not be fetched.`
}

/** Why a connection failed: the system's code, never an address with a query. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: unknown } }
  const code = typeof cause?.code === 'string' ? cause.code : undefined
  return code === undefined ? 'The connection failed.' : `The connection failed: ${code}.`
}
