import type { FastifyReply, FastifyRequest } from 'fastify'
import { showFailure } from '../pages/opened/show-opened.ts'
import type { Sandbox } from '../sandbox.ts'
import { failureAsJson } from './failure.ts'
import type { Failure } from './failure.ts'
import { showsPage } from './shows-page.ts'
import { browserHeaders, varyBy } from './vary.ts'

/** A failure as a page for a person, as JSON for programs. @param home the sandbox of the page, where the request has none */
export function failureAsAsked(
  failure: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
  home?: Sandbox,
): unknown {
  varyBy(reply, ...browserHeaders)
  return showsPage(request)
    ? showFailure(failure, request, reply, home)
    : failureAsJson(failure, request, reply)
}
