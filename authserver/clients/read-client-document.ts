import { ClientDocument } from '@oauth-lab/kit/admin/client-document.ts'
import { hintOfNearest } from '@oauth-lab/kit/nearest.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { ownClients } from '@oauth-lab/kit/own-clients.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { readMetadata } from '../registration/read-metadata.ts'
import type { MetadataProblem } from '../registration/metadata-problem.ts'
import type { Offered } from '../registration/read-metadata.ts'
import { methodNamed } from './authentication/methods.ts'
import { members } from './client-metadata.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** A client that an administrator makes or changes; what is absent is the server's to choose. */
export interface ReadClient {
  id?: string | undefined
  secret?: string | undefined
  metadata: ClientMetadata
}

const Identity = ClientDocument.pick({ client_id: true, client_secret: true })
const known = ['client_id', 'client_secret', ...Object.keys(members)]

/**
 * Reads an administrator's client document. Unlike a registration it may choose id and secret, and holds
 * nothing that the server would ignore.
 * @param nameBefore the name of a client that is changed
 * @returns the client, or every problem with its path
 */
export function readClientDocument(
  document: unknown,
  offered: Offered,
  nameBefore?: string,
): { client: ReadClient; problems: Problem[] } | { client: undefined; problems: Problem[] } {
  const identity = readBy(Identity, document)
  if (!isObject(document)) return { client: undefined, problems: identity.problems }
  const { metadata, problems: found } = readMetadata(document, offered)
  const problems = [
    ...identity.problems,
    ...unknownMembers(document),
    ...found.map(asProblem),
    ...ignoredTypes(document, metadata, offered),
    ...identityProblems(document, metadata, nameBefore),
  ]
  const { client_id: id, client_secret: secret } = identity.data ?? {}
  return problems.length > 0
    ? { client: undefined, problems }
    : { client: { id, secret, metadata }, problems }
}

/** What is wrong in metadata, as an administrator is told it. */
export function asProblem({ path, message, remedy }: MetadataProblem): Problem {
  return { path, message: `${message}. ${remedy}` }
}

function unknownMembers(document: object): Problem[] {
  const names = Object.keys(document).filter((name) => !known.includes(name))
  return names.map((path) => ({
    path,
    message: `there is no such member${hintOfNearest(path, known)}`,
  }))
}

/** A registration leaves out the grant types that the server does not have (RFC 7591 §3.2.1). */
function ignoredTypes(
  { grant_types: asked }: Record<string, unknown>,
  { grant_types: kept }: ClientMetadata,
  { grantTypes }: Offered,
): Problem[] {
  if (!Array.isArray(asked)) return []
  return asked.flatMap((type: unknown, at) =>
    typeof type !== 'string' || kept.includes(type)
      ? []
      : [{ path: `grant_types.${at}`, message: `must be one of ${grantTypes.join(', ')}` }],
  )
}

function identityProblems(
  { client_id: id, client_secret: secret }: Record<string, unknown>,
  { token_endpoint_auth_method: method, client_name: name }: ClientMetadata,
  nameBefore: string | undefined,
): Problem[] {
  const problems: Problem[] = []
  if (name !== nameBefore && ownClients.some((one) => one === name)) {
    problems.push({ path: 'client_name', message: 'is the name of a client that every lab has' })
  }
  if (/^u-[0-9a-f]{10}$/.test(String(id))) {
    const message = 'has the form of a sub: a user and a client must not be taken for each other'
    problems.push({ path: 'client_id', message })
  }
  if (secret !== undefined && secret !== null && !methodNamed(method).bySecret) {
    const message = `goes without token_endpoint_auth_method ${method}`
    problems.push({ path: 'client_secret', message })
  }
  return problems
}
