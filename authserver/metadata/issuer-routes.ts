import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failureAsJson } from '@oauth-lab/kit/http/failure.ts'
import { isNavigation } from '@oauth-lab/kit/http/is-navigation.ts'
import { browserHeaders, varyBy } from '@oauth-lab/kit/http/vary.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { openExchange } from '../http/open-exchange.ts'
import { frameOf } from '../interaction/show.ts'
import { issuerOf, issuerPath } from '../server.ts'
import type { AuthServer } from '../server.ts'

/** The issuer is a name (RFC 8414 §2): a person who opens it is told so, and programs find nothing there. */
export function issuerRoutes(app: FastifyInstance, server: AuthServer): void {
  for (const path of [issuerPath, `${issuerPath}/`]) {
    app.get(path, { exposeHeadRoute: false }, (request, reply) =>
      answer(server, request, reply, path.endsWith('/')),
    )
  }
}

async function answer(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  slash: boolean,
): Promise<unknown> {
  const { sandbox } = request
  const issuer = issuerOf(sandbox)
  const metadata = `${issuer}/.well-known/openid-configuration`
  varyBy(reply, ...browserHeaders)
  if (!isNavigation(request)) {
    const description = `This is the issuer, a name. Its metadata is at ${metadata}.`
    const failure = { status: 404, error: 'not_found', description }
    return failureAsJson(failure, request, reply.code(404))
  }
  await openExchange(server, request, reply)
  const { origin, prefix } = sandbox
  const page = server.pages.issuer({
    ...frameOf(request),
    issuer,
    metadata: [metadata, `${origin}/.well-known/oauth-authorization-server${prefix}${issuerPath}`],
    jwks: `${issuer}/jwks`,
    slash,
  })
  return sendPage(reply, page)
}
