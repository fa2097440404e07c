import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import { z } from 'zod'
import { AuditPage, AuditQuestion } from '@oauth-lab/kit/admin/audit-document.ts'
import {
  BackchannelAnswer,
  BackchannelPage,
  BackchannelQuestion,
  StoredBackchannelRequest,
} from '@oauth-lab/kit/admin/backchannel-document.ts'
import {
  BrowserSession,
  BrowserSessionDocument,
} from '@oauth-lab/kit/admin/browser-session-document.ts'
import {
  BrowserSessionPage,
  BrowserSessionQuestion,
} from '@oauth-lab/kit/admin/browser-session-list-document.ts'
import {
  ClientChange,
  ClientDocument,
  ClientInfo,
  ClientPage,
  ClientQuestion,
  NamedClient,
} from '@oauth-lab/kit/admin/client-document.ts'
import {
  Configuration,
  ConfigurationChange,
  ConfigurationDocument,
} from '@oauth-lab/kit/admin/configuration-document.ts'
import {
  ConsentPage,
  ConsentQuestion,
  NamedConsent,
} from '@oauth-lab/kit/admin/consent-document.ts'
import { DebugLogDocument, DebugLogState } from '@oauth-lab/kit/admin/debug-log-document.ts'
import {
  Changed,
  conditional,
  conditionalOrNew,
  Done,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import { GrantPage, GrantQuestion } from '@oauth-lab/kit/admin/grant-document.ts'
import {
  ExportedKeys,
  KeyExport,
  KeyImport,
  KeyRotation,
  KeySet,
  SigningKeyList,
} from '@oauth-lab/kit/admin/key-document.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { MailPage, MailQuestion, OpenedMail } from '@oauth-lab/kit/admin/mail-document.ts'
import { MintedToken, TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import {
  OpenedToken,
  RevokedTokens,
  TokenPage,
  TokenQuestion,
  TokensToRevoke,
} from '@oauth-lab/kit/admin/token-inventory-document.ts'
import {
  NamedUser,
  TotpSecret,
  UserChange,
  UserDocument,
  UserInfo,
  UserPage,
  UserQuestion,
} from '@oauth-lab/kit/admin/user-document.ts'
import type { ControlContext } from './context.ts'
import type { Conditions } from './roles.ts'

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
        const path = filled(target, request.params as Names) + queryOf(request.url)
        const body = bodyOf(method, request.body)
        const sent = { body, conditions: conditionsOf(request.headers) }
        const { sandbox } = request
        const { answer, etag, status } = await roles.forward(
          sandbox,
          'authserver',
          method,
          path,
          sent,
        )
        reply.header('cache-control', 'no-store')
        if (etag !== undefined) reply.header('etag', etag)
        if (answer === undefined) return reply.code(204).send()
        return reply.code(status).send(answer)
      },
    })

  const named = { ...conditional, querystring: NamedUser, response: { 204: Done, 412: Changed } }
  forward('GET', '/users', {
    schema: {
      querystring: UserQuestion,
      response: { 200: z.union([z.array(UserInfo), UserPage]) },
    },
  })
  forward('POST', '/users', { schema: { body: UserDocument, response: { 201: UserInfo } } })
  forward('PATCH', '/users', {
    schema: { ...named, body: UserChange, response: { 200: withEtag(UserInfo), 412: Changed } },
  })
  forward('DELETE', '/users', { schema: named })
  forward('POST', '/users/totp', {
    schema: { ...named, response: { 201: TotpSecret, 412: Changed } },
  })
  forward('DELETE', '/users/totp', { schema: named })
  forward('GET', '/clients', {
    schema: {
      querystring: ClientQuestion,
      response: { 200: z.union([z.array(ClientInfo), ClientPage]) },
    },
  })
  forward('POST', '/clients', { schema: { body: ClientDocument, response: { 201: ClientInfo } } })
  forward('PATCH', '/clients', {
    schema: {
      ...conditional,
      querystring: NamedClient,
      body: ClientChange,
      response: { 200: withEtag(ClientInfo), 412: Changed },
    },
  })
  forward('DELETE', '/clients', {
    schema: { ...conditional, querystring: NamedClient, response: { 204: Done, 412: Changed } },
  })
  forward('POST', '/tokens', { schema: { body: TokenDocument, response: { 201: MintedToken } } })
  forward('GET', '/tokens', {
    schema: { querystring: TokenQuestion, response: { 200: TokenPage } },
  })
  forward('DELETE', '/tokens', {
    schema: { querystring: TokensToRevoke, response: { 200: RevokedTokens } },
  })
  forward('GET', '/tokens/:id', {
    schema: { params: ById, response: { 200: OpenedToken } },
  })
  const ended = { params: ById, response: { 204: Done } }
  forward('DELETE', '/tokens/:id', { schema: ended })
  forward('GET', '/consents', {
    schema: { querystring: ConsentQuestion, response: { 200: ConsentPage } },
  })
  forward('DELETE', '/consents', { schema: { querystring: NamedConsent, response: { 204: Done } } })
  forward('GET', '/grants', {
    schema: { querystring: GrantQuestion, response: { 200: GrantPage } },
  })
  forward('DELETE', '/grants/:id', { schema: ended })
  forward('GET', '/backchannel-requests', {
    schema: { querystring: BackchannelQuestion, response: { 200: BackchannelPage } },
  })
  forward('POST', '/backchannel-requests/:id/answer', {
    schema: {
      params: ById,
      body: BackchannelAnswer,
      response: { 200: StoredBackchannelRequest },
    },
  })
  forward('GET', '/mails', {
    schema: { querystring: MailQuestion, response: { 200: MailPage } },
  })
  forward('GET', '/mails/:id', { schema: { params: ById, response: { 200: OpenedMail } } })
  forward('DELETE', '/mails', { schema: { response: { 204: Done } } })
  forward('GET', '/browser-sessions', {
    schema: { querystring: BrowserSessionQuestion, response: { 200: BrowserSessionPage } },
  })
  forward('DELETE', '/browser-sessions/:id', { schema: ended })
  forward('POST', '/browser-sessions', {
    schema: { body: BrowserSessionDocument, response: { 201: BrowserSession } },
  })
  const target = 'configuration'
  const response = { 200: withEtag(Configuration), 412: Changed }
  forward('GET', '/config', { target, schema: { response: { 200: withEtag(Configuration) } } })
  forward('GET', '/config/defaults', {
    target: `${target}/defaults`,
    schema: { response: { 200: Configuration } },
  })
  forward('PUT', '/config', {
    target,
    schema: {
      ...conditionalOrNew,
      body: ConfigurationDocument,
      response: { ...response, 201: withEtag(Configuration) },
    },
  })
  forward('DELETE', '/config', {
    target,
    schema: { ...conditional, response: { 204: Done, 412: Changed } },
  })
  forward('PATCH', '/config', {
    target,
    schema: { ...conditional, body: ConfigurationChange, response },
  })
  forward('GET', '/keys', { schema: { response: { 200: KeySet } } })
  forward('GET', '/signing-keys', { schema: { response: { 200: SigningKeyList } } })
  forward('POST', '/keys/rotate', {
    schema: { body: KeyRotation.optional(), response: { 200: KeySet } },
  })
  forward('POST', '/keys/import', {
    schema: { body: KeyImport, response: { 200: KeySet } },
  })
  forward('POST', '/keys/export', {
    schema: { body: KeyExport, response: { 200: ExportedKeys } },
  })
  forward('GET', '/audit-log', {
    schema: { querystring: AuditQuestion, response: { 200: AuditPage } },
  })
  forward('GET', '/debug-log', { schema: { response: { 200: DebugLogState } } })
  forward('PUT', '/debug-log', {
    schema: { body: DebugLogDocument, response: { 200: DebugLogState } },
  })
}

function conditionsOf(headers: FastifyRequest['headers']): Conditions {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers
  return {
    ...(ifMatch !== undefined && { 'if-match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }),
  }
}

type Names = Readonly<Record<string, string>>

/** The path with what its parameters name. */
function filled(path: string, names: Names): string {
  return path.replaceAll(/:(\w+)/g, (_parameter, name: string) => encodeURIComponent(names[name]!))
}

function queryOf(url: string): string {
  const at = url.indexOf('?')
  return at < 0 ? '' : url.slice(at)
}

/** A document is forwarded as it is: `null` is a wrong one and not the defaults. */
function bodyOf(method: string, body: unknown): unknown {
  if (method === 'GET' || method === 'DELETE') return undefined
  return method === 'PUT' || method === 'PATCH' ? (body ?? null) : (body ?? {})
}
