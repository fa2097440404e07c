import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  OpenedToken,
  RevokedTokens,
  TokenPage,
  TokenQuestion,
  TokensToRevoke,
} from '@oauth-lab/kit/admin/token-inventory-document.ts'
import type { AuthServer } from '../server.ts'
import { findTokens } from '../inventory/find-tokens.ts'
import { openToken } from '../inventory/open-token.ts'
import { revokeTokens } from '../inventory/revoke-tokens.ts'

/** The inventory of access tokens, JWT or opaque: listed, opened, revoked. */
export function inventoryRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  api.get(
    '/tokens',
    { schema: { querystring: TokenQuestion, response: { 200: TokenPage } } },
    ({ sandbox, query }) => findTokens(db, sandbox, readDocument(TokenQuestion, query)),
  )
  api.get(
    '/tokens/:id',
    { schema: { params: ById, response: { 200: OpenedToken } } },
    async ({ sandbox, params }) => {
      const { id } = readDocument(ById, params)
      return (await openToken(db, sandbox, id)) ?? refuseUnknown(`There is no token ${id}.`)
    },
  )
  api.delete(
    '/tokens',
    { schema: { querystring: TokensToRevoke, response: { 200: RevokedTokens } } },
    async ({ sandbox, query }) => ({
      revoked: await revokeTokens(db, sandbox, readDocument(TokensToRevoke, query)),
    }),
  )
  const ended = { params: ById, response: { 204: Done } }
  api.delete('/tokens/:id', { schema: ended }, async (request, reply) => {
    const { sandbox } = request
    const { id } = readDocument(ById, request.params)
    await revokeTokens(db, sandbox, {}, id)
    if ((await openToken(db, sandbox, id)) === undefined) refuseUnknown(`There is no token ${id}.`)
    return reply.code(204).send()
  })
}
