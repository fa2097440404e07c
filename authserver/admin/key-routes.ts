import type { FastifyInstance } from 'fastify'
import {
  ExportedKeys,
  KeyExport,
  KeyImport,
  KeyRotation,
  KeySet,
  SigningKeyList,
} from '@oauth-lab/kit/admin/key-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { configurationOf, requireConfiguration } from '../configuration/configurations.ts'
import { readImportedKey } from '../keys/imported-key.ts'
import type { AuthServer } from '../server.ts'

/** The keys: published, listed, rotated, brought and given out. A server without a definition makes none. */
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
  const bringing = { ...published, body: KeyImport }
  api.post('/keys/import', { schema: bringing }, async (request) => {
    const { sandbox } = request
    const document = readDocument(KeyImport, request.body)
    await requireConfiguration(db, sandbox)
    const kid = await keys.adopt(sandbox, readImportedKey(document), document.kid)
    request.audited = { about: { kid } }
    return keys.published(sandbox)
  })
  const giving = { body: KeyExport, response: { 200: ExportedKeys } }
  api.post('/keys/export', { schema: giving }, async (request) => {
    const { sandbox } = request
    const { passphrase, family } = readDocument(KeyExport, request.body)
    await requireConfiguration(db, sandbox)
    if (family !== undefined) request.audited = { about: { family } }
    return { keys: await keys.exported(sandbox, passphrase, family) }
  })
}
