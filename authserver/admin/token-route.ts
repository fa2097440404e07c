import type { FastifyInstance } from 'fastify'
import { JwtDocument, SignedJwt } from '@oauth-lab/kit/admin/jwt-document.ts'
import { MintedToken, TokenDocument } from '@oauth-lab/kit/admin/token-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { openManaged } from './open-managed.ts'
import type { AuthServer } from '../server.ts'
import { mintToken } from '../minting/mint-token.ts'
import { signInstead } from '../minting/sign-instead.ts'

/**
 * `POST tokens`: a token without a flow, right or wrong in exactly the way that is asked for.
 * `POST jwts`: a JWT that stands for another one.
 */
export function tokenRoute(api: FastifyInstance, server: AuthServer): void {
  const schema = { body: TokenDocument, response: { 201: MintedToken } }
  api.post('/tokens', { schema }, async (request, reply) => {
    const wanted = readDocument(TokenDocument, request.body)
    const minted = await mintToken(await openManaged(server, request, reply), wanted)
    return reply.code(201).header('cache-control', 'no-store').send(minted)
  })

  // Interventions ask for it, in every role.
  api.post(
    '/jwts',
    { schema: { body: JwtDocument, response: { 201: SignedJwt } } },
    async (request, reply) => {
      const wanted = readDocument(JwtDocument, request.body)
      const token = await signInstead(await openManaged(server, request, reply), wanted)
      return reply.code(201).header('cache-control', 'no-store').send({ token })
    },
  )
}
