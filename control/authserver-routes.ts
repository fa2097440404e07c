import type { FastifyInstance, FastifySchema } from 'fastify'
import {
  BrowserSession,
  BrowserSessionDocument,
} from '@oauth-lab/kit/admin/browser-session-document.ts'
import {
  ClientChange,
  ClientDocument,
  ClientInfo,
  NamedClient,
} from '@oauth-lab/kit/admin/client-document.ts'
import { DebugLogDocument, DebugLogState } from '@oauth-lab/kit/admin/debug-log-document.ts'
import { MintedToken, TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import {
  NamedUser,
  UserChange,
  UserDocument,
  UserInfo,
} from '@oauth-lab/kit/admin/user-document.ts'
import type { ControlContext } from './context.ts'

/** Users, clients, tokens, sessions, configuration and debug log: kept by the authorization server, which also validates them. */
export function authserverRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  const forward = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    { target = url.slice(1), schema = {} }: { target?: string; schema?: FastifySchema } = {},
  ) =>
    api.route({
      method,
      url,
      schema,
      async handler(request, reply) {
        const path = target + queryOf(request.url)
        const body = bodyOf(method, request.body)
        const answer = await roles.call(request.sandbox, 'authserver', method, path, body)
        reply.header('cache-control', 'no-store')
        if (answer === undefined) return reply.code(204).send()
        return reply.code(method === 'POST' ? 201 : 200).send(answer)
      },
    })

  const named = { querystring: NamedUser }
  forward('GET', '/users', { schema: { querystring: NamedUser.partial() } })
  forward('POST', '/users', { schema: { body: UserDocument, response: { 201: UserInfo } } })
  forward('PATCH', '/users', {
    schema: { ...named, body: UserChange, response: { 200: UserInfo } },
  })
  forward('DELETE', '/users', { schema: named })
  forward('POST', '/users/totp', { schema: named })
  forward('DELETE', '/users/totp', { schema: named })
  forward('GET', '/clients')
  forward('POST', '/clients', { schema: { body: ClientDocument, response: { 201: ClientInfo } } })
  forward('PATCH', '/clients', {
    schema: { querystring: NamedClient, body: ClientChange, response: { 200: ClientInfo } },
  })
  forward('DELETE', '/clients', { schema: { querystring: NamedClient } })
  forward('POST', '/tokens', { schema: { body: TokenDocument, response: { 201: MintedToken } } })
  forward('POST', '/browser-sessions', {
    schema: { body: BrowserSessionDocument, response: { 201: BrowserSession } },
  })
  forward('GET', '/config', { target: 'configuration' })
  forward('PUT', '/config', { target: 'configuration' })
  forward('GET', '/debug-log', { schema: { response: { 200: DebugLogState } } })
  forward('PUT', '/debug-log', {
    schema: { body: DebugLogDocument, response: { 200: DebugLogState } },
  })
}

function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at)
}

/** A document is forwarded as it is: `null` is a wrong one and not the defaults. */
function bodyOf(method: string, body: unknown): unknown {
  if (method === 'GET' || method === 'DELETE') return undefined
  return method === 'PUT' ? (body ?? null) : (body ?? {})
}
