import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { failureAsAsked } from '@oauth-lab/kit/http/failure-as-asked.ts'
import type { Failure } from '@oauth-lab/kit/http/failure.ts'
import type { Html } from '@oauth-lab/kit/pages/html.ts'
import { machineStages, scale } from '@oauth-lab/kit/pages/scale.ts'
import type { ServerProblem } from '../issuer/problem.ts'
import { stoppedAt } from '../words/stages.ts'
import type { Render } from './render.ts'

/** A page that says what is wrong, what did not happen, and what to do. */
export function createProblemPages(render: Render) {
  return {
    /** The authorization server refused or did not answer. */
    renderProblem: (problem: ServerProblem, request: FastifyRequest, reply: FastifyReply) => {
      // A heading ends without a period.
      const heading = problem.message.replace(/\.$/, '')
      return render(request, reply, {
        template: 'problem',
        title: heading,
        navigation: navigationOf(request),
        status: problem.status,
        model: {
          heading,
          error: problem.error ?? (problem.status < 500 ? 'Refused' : 'No answer that can be used'),
          description: problem.description ?? 'The server gave no description.',
          scale: stoppedScale(request),
          checks: request.checks,
          again: problem.status < 500,
        },
      })
    },

    /** This client refused what came to it. */
    renderRefusal: (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) =>
      render(request, reply, {
        template: 'problem',
        title: 'Refused by this page',
        navigation: navigationOf(request),
        status: refusal.status,
        model: {
          heading: headings[refusal.check] ?? 'This page refused the answer',
          error: refusal.error,
          description: describe(refusal, request),
          scale: stoppedScale(request),
          checks: request.checks,
          again: refusal.check !== 'form.csrf' && !isUnprepared(refusal),
          ...(isUnprepared(refusal) && { portal: `${request.sandbox.prefix}/client/admin/` }),
        },
      }),

    /** An unknown path, an unreadable body, or a bug of ours. */
    renderFailure: (failure: Failure, request: FastifyRequest, reply: FastifyReply) => {
      if (!request.url.startsWith('/client/application')) {
        return failureAsAsked(failure, request, reply)
      }
      const { status, error, description } = failure
      return render(request, reply, {
        template: 'problem',
        title: status === 404 ? 'Not found' : 'It did not work',
        navigation: navigationOf(request),
        status,
        model: {
          heading: status === 404 ? 'There is nothing here' : 'The request did not work',
          error,
          description,
          checks: [],
          again: false,
        },
      })
    },
  }
}

/** What did not hold, and what was found; the check and its clause stand below. */
function describe({ definition }: Refusal, { checks }: FastifyRequest): string {
  return [definition.broken, checks.at(-1)?.detail].filter(Boolean).join(' ')
}

/** Where the flow stopped; a form that is too old stops none. */
function stoppedScale({ url, query, checks }: FastifyRequest): Html | undefined {
  const stopped = true
  if (checks.at(-1)?.id === 'form.csrf') return undefined
  if (url.includes('/machine')) return scale('Exchange', { stopped, of: machineStages })
  if (url.includes('/callback')) {
    return scale(stoppedAt(parameter(query as Parameters, 'error')), { stopped })
  }
  const isUnasked = url.includes('/login') || checks.at(-1)?.id.startsWith('client-configuration.')
  return scale(isUnasked ? 'Ask' : 'Use', { stopped })
}

/** Whether somebody has to set the application up first. */
function isUnprepared({ check }: Refusal): boolean {
  return check.startsWith('client-configuration.')
}

function navigationOf(request: FastifyRequest): 'machine' | 'web' {
  return request.url.includes('/machine') ? 'machine' : 'web'
}

const headings: Readonly<Record<string, string>> = {
  'client-configuration.chosen': 'This application is not set up yet',
  'client-configuration.registered': 'No server has registered this application yet',
  'callback.parameters-once': 'The answer of the authorization server is ambiguous',
  'callback.answer-present': 'There is no answer to finish a sign-in with',
  'state.known': 'This answer was used before, or this page did not ask for it',
  'state.unused': 'That sign-in has come back before',
  'state.this-browser': 'Another browser began that sign-in',
  'form.csrf': 'The form did not come from this page, or it is too old',
  'metadata.issuer': 'The metadata names another issuer',
  'authorization-response.issuer': 'The answer does not come from the server that was asked',
  'authorization-response.valid': 'The answer did not come in the form that was agreed',
  'token-response.valid': 'The tokens did not come in the form that was agreed',
  'id-token.nonce': 'The ID token is not for this sign-in',
  'id-token.valid': 'The ID token does not pass the checks',
  'refresh-token.given': 'There is no refresh token to renew the access token with',
  'refresh.same-subject': 'The new ID token is about somebody else',
}
