import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '../../checks.ts'
import type { Failure } from '../../http/failure.ts'
import { isNavigation } from '../../http/is-navigation.ts'
import { browserHeaders, varyBy } from '../../http/vary.ts'
import type { Sandbox } from '../../sandbox.ts'
import { sendPage } from '../send-page.ts'
import { openedBy } from './frame.ts'
import type { OpenedPages } from './opened-pages.ts'
import type { ApiEntry } from './api-page.ts'
import type { NextPage } from './refusal-page.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** The pages for a person who opens what programs ask for. */
    openedPages: () => Promise<OpenedPages>
  }
}

/** Shows what ended a request. @param home to whose start page it leads where the request names no sandbox */
export async function showFailure(
  failure: Failure,
  request: FastifyRequest,
  reply: FastifyReply,
  home?: Sandbox,
): Promise<unknown> {
  const pages = await request.server.openedPages()
  const page = pages.failure({ ...openedBy(request, home), ...failure })
  return sendPage(reply, page, { status: failure.status })
}

/**
 * Shows a refusal to a person who asked in the place of a program; with the status and the challenge that
 * the reply has already.
 * @param next where it is put right; the start page unless told
 */
export async function showRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
  next?: NextPage,
): Promise<unknown> {
  const pages = await request.server.openedPages()
  const { statusCode: status } = reply
  const page = pages.refusal({
    ...openedBy(request),
    refusal,
    status,
    checks: request.checks,
    challenge: reply.getHeader('www-authenticate') as string | undefined,
    next,
    time: request.sandbox.clock.now(),
  })
  return sendPage(reply, page, { status })
}

/**
 * Explains the JSON of an endpoint to a person who opened its address.
 * @returns undefined for a program, which is to be sent the JSON
 */
export async function explainOpened(
  request: FastifyRequest,
  reply: FastifyReply,
  document: object,
): Promise<FastifyReply | undefined> {
  varyBy(reply, ...browserHeaders)
  if (!isNavigation(request)) return undefined
  const { endpoint } = request.routeOptions.config
  const pages = await request.server.openedPages()
  const page = pages.document({
    ...openedBy(request),
    url: request.sandbox.origin + request.originalUrl,
    message: endpoint?.message ?? '',
    document,
  })
  return sendPage(reply, page)
}

/**
 * The same for a management API.
 * @param description in OpenAPI
 * @param entry addresses where the description is not what was opened, but the API itself
 */
export async function listOpenedApi(
  request: FastifyRequest,
  reply: FastifyReply,
  description: object,
  entry?: ApiEntry,
): Promise<FastifyReply | undefined> {
  varyBy(reply, ...browserHeaders)
  if (!isNavigation(request)) return undefined
  const pages = await request.server.openedPages()
  const url = request.sandbox.origin + request.originalUrl
  return sendPage(reply, pages.api({ ...openedBy(request), url, description, entry }))
}
