import type { FastifyInstance } from 'fastify'
import { KeyRotation, KeySet, SigningKeyList } from '@oauth-lab/kit/admin/key-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { configurationOf, requireConfiguration } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'

/** The keys: published, listed and rotated. A server without a definition makes none. */
export function keyRoutes(api: FastifyInstance, { db, keys }: AuthServer): void {
  const areThere = async (sandbox: Sandbox) =>
    (await configurationOf(db, sandbox)) !== undefined || keys.exist(sandbox)

  const published = { response: { 200: KeySet } }
  api.get('/keys', { schema: published }, async ({ sandbox }) =>
    (await areThere(sandbox)) ? keys.published(sandbox) : { keys: [] },
  )
  const listed = { response: { 200: SigningKeyList } }
  api.get('/signing-keys', { schema: listed }, async ({ sandbox }) =>
    (await areThere(sandbox)) ? keys.listed(sandbox) : [],
  )
  const rotation = { ...published, body: KeyRotation.optional() }
  api.post('/keys/rotate', { schema: rotation }, async (request) => {
    const { sandbox } = request
    const { family } = readDocument(KeyRotation, request.body ?? {})
    await requireConfiguration(db, sandbox)
    await keys.rotate(sandbox, family)
    if (family !== undefined) request.audited = { about: { family } }
    return keys.published(sandbox)
  })
}
