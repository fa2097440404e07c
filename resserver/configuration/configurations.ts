import { ResourceServerDocument } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { ResourceServerConfiguration } from '@oauth-lab/kit/admin/resource-server-document.ts'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Precondition } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { builtInId, findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import type { Database } from '../store/tables.ts'

const cached = 'configuration'

/** What a sandbox's resource server is set to; undefined where it has no configuration. */
export type Configured = ResourceServerConfiguration | undefined

/** The configuration of a sandbox's resource server. A blank sandbox has none until somebody makes one. */
export async function configurationOf(db: Database, sandbox: Sandbox): Promise<Configured> {
  const { copies } = sandbox
  if (copies.has(cached)) return copies.get(cached) as Configured
  const configuration = await storedConfiguration(db, sandbox)
  copies.set(cached, configuration)
  return configuration
}

/** What a sandbox begins with that is not blank. */
export function defaultConfiguration(sandbox: Sandbox): ResourceServerConfiguration {
  return complete(sandbox, ResourceServerDocument.parse({}))
}

/**
 * Puts a configuration in the place of the one there is, or makes one; what the document leaves out takes
 * its default.
 * @throws ConfigurationError with every problem and its path, AdminError 412
 */
export async function replaceConfiguration(
  db: Database,
  sandbox: Sandbox,
  body: unknown,
  precondition?: Precondition,
): Promise<{ before: Configured; after: ResourceServerConfiguration }> {
  const document = readDocument(ResourceServerDocument, body)
  const { serverDefinition = builtInId } = document
  if ((await findDefinition(db, sandbox, serverDefinition)) === undefined) {
    throw new ConfigurationError('The document is not valid.', [
      {
        path: 'serverDefinition',
        message: `there is no server definition ${serverDefinition}; make one first, and send its id`,
      },
    ])
  }
  const before = await write(db, sandbox, document, precondition)
  return { before, after: complete(sandbox, document) }
}

/** Takes the configuration away; local users stay. @throws AdminError 404 where there is none, 412 */
export async function deleteConfiguration(
  db: Database,
  sandbox: Sandbox,
  precondition?: Precondition,
): Promise<{ before: Configured }> {
  return {
    before: await write(db, sandbox, null, (current) => {
      requirePresent(current as Configured)
      precondition?.(current)
    }),
  }
}

/** @throws AdminError 404 where there is none */
export function requirePresent(configuration: Configured): ResourceServerConfiguration {
  return (
    configuration ??
    refuseUnknown(
      'The resource server is not configured. PUT a document here; defaults has one to begin with.',
    )
  )
}

/** @param document null is kept as none: a sandbox that is not blank begins with one */
async function write(
  db: Database,
  sandbox: Sandbox,
  document: Document | null,
  precondition?: Precondition,
): Promise<Configured> {
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    const before = await storedConfiguration(work, sandbox)
    precondition?.(before)
    await storeDocument(work, sandbox, document)
    return before
  })
}

/** Keeps a document, in a transaction that raises the sandbox's version. */
export async function storeDocument(
  work: Database,
  { id: sandbox }: Sandbox,
  document: Document | null,
): Promise<void> {
  const row = { document: JSON.stringify(document) }
  await work
    .insertInto('configurations')
    .values({ sandbox, ...row })
    .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(row))
    .execute()
}

async function storedConfiguration(db: Database, sandbox: Sandbox): Promise<Configured> {
  const row = await db
    .selectFrom('configurations')
    .select('document')
    .where('sandbox', '=', sandbox.id)
    .executeTakeFirst()
  if (row === undefined) return sandbox.settings().blank ? undefined : defaultConfiguration(sandbox)
  const document = JSON.parse(row.document) as unknown
  return document === null ? undefined : complete(sandbox, ResourceServerDocument.parse(document))
}

type Document = ReturnType<typeof ResourceServerDocument.parse>

/** What a document sets the resource server to: defaults follow from how the lab was started. */
export function complete(
  { origin, authorizationServer }: Sandbox,
  { scopes, ...document }: Document,
): ResourceServerConfiguration {
  const { audience, introspection, resourceScope, tokenTypes } = authorizationServer
  const needed = [resourceScope]
  return {
    name: document.name,
    serverDefinition: document.serverDefinition ?? builtInId,
    audience: document.audience ?? audience,
    verification:
      document.verification ?? (introspection === 'opaque' ? 'jwt-or-introspection' : 'both'),
    tokenTypes: document.tokenTypes ?? [...tokenTypes],
    scopes: {
      resource: scopes?.resource ?? needed,
      delegated: scopes?.delegated ?? needed,
      administration: scopes?.administration ?? needed,
    },
    authentication: document.authentication,
    authorizationDetails: document.authorizationDetails,
    dpopRequired: document.dpopRequired,
    dpopNonces: document.dpopNonces,
    mapping: document.mapping,
    corsOrigins: document.corsOrigins ?? [origin],
  }
}
