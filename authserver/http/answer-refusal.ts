import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { isNavigation } from '@oauth-lab/kit/http/is-navigation.ts'
import { showsPage } from '@oauth-lab/kit/http/shows-page.ts'
import { browserHeaders, varyBy } from '@oauth-lab/kit/http/vary.ts'
import { showRefusal } from '@oauth-lab/kit/pages/opened/show-opened.ts'
import type { AuthServer } from '../server.ts'
import { renderRefusalPage } from './render-page.ts'
import { challenge, renderRefusal } from './render-refusal.ts'

/** A refusal where it belongs: JSON for programs, a page for a person. */
export function answerRefusal(
  server: AuthServer,
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const isUndefined = refusal.check === 'server.defined'
  const isDirect = request.routeOptions.config.endpoint?.shows === 'json'
  if (!isDirect && !isUndefined) {
    return showsPage(request)
      ? renderRefusalPage(server, refusal, request, reply)
      : renderRefusal(refusal, request, reply)
  }
  // Whoever looks for a server asks at any of its endpoints.
  const { accept = '' } = request.headers
  const isPerson = isDirect ? isNavigation(request) : accept.includes('text/html')
  varyBy(reply, ...browserHeaders)
  if (!isPerson) return renderRefusal(refusal, request, reply)
  challenge(refusal, request, reply)
  const href = `${request.sandbox.prefix}/authserver/admin/`
  const next = isUndefined ? { text: 'Create a server definition', href } : undefined
  return showRefusal(refusal, request, reply, next)
}
