import { shown } from '@oauth-lab/kit/check-detail.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { readAddress } from '../http/read-address.ts'
import { describeProblems } from '../registration/metadata-problem.ts'
import { requireRoom } from '../registration/require-access.ts'
import { checkAddresses, readRegistration } from '../registration/require-metadata.ts'
import { methodNamed } from './authentication/methods.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { findClient } from './client.ts'
import { listClients } from './list-clients.ts'
import { createClient, replaceMetadata } from './store-client.ts'

/** Characters of a document (OAuth Client ID Metadata Document §6.6). */
const longest = 5 * 1024

/** How long a document counts, milliseconds on the sandbox's clock. */
const freshFor = 60_000

/**
 * Reads the document of a client whose id is the address of its metadata, where the configuration takes such
 * clients (OAuth Client ID Metadata Document §3, §4): the client is then known like a registered one, by what its
 * document says now. For every other id it does nothing.
 */
export async function readDescribed(exchange: Exchange, id: string | undefined): Promise<void> {
  const { sandbox, configuration } = exchange
  if (!configuration.clientIdDocuments || id === undefined || !/^https?:/i.test(id)) return
  const known = await findClient(exchange.server.db, sandbox, id)
  // Whom an administrator made is not somebody's whose document says so.
  if (known !== undefined && !known.selfRegistered) return
  const read = readAt(exchange)
  if (known !== undefined && (read.get(id) ?? -Infinity) > sandbox.clock.now() - freshFor) return
  requireThat(exchange, 'client-document.address', isAddress(id), () => `Sent ${shown(id)}.`)
  const document = await requireDocument(exchange, id)
  const metadata = await requireDescribed(exchange, document)
  if (known === undefined) {
    await requireRoom(exchange)
    await createClient(exchange, metadata, { selfRegistered: true, id })
  } else {
    const [row] = await listClients(exchange.server.db, sandbox, { client_id: id })
    const isSame = row?.metadata === JSON.stringify(metadata)
    if (row !== undefined && !isSame) await replaceMetadata(exchange, row, metadata)
  }
  read.delete(id)
  read.set(id, sandbox.clock.now())
  if (read.size > 1000) read.delete(read.keys().next().value!)
}

/** When each document was read last, in this process. */
function readAt({ sandbox }: Exchange): Map<string, number> {
  const read = (sandbox.cache.get('client documents') ?? new Map()) as Map<string, number>
  sandbox.cache.set('client documents', read)
  return read
}

/** An https address with a path, as nobody would write it in two ways (§3). */
function isAddress(id: string): boolean {
  if (!id.startsWith('https://') || !URL.canParse(id)) return false
  const { href, username, password, pathname } = new URL(id)
  return href === id && username === '' && password === '' && pathname !== '/' && !id.includes('#')
}

async function requireDocument(exchange: Exchange, id: string): Promise<Record<string, unknown>> {
  const { document, problem = '' } = await ask(exchange, id)
  requireThat(exchange, 'client-document.fetched', document, problem)
  const { client_id: said } = document
  requireThat(exchange, 'client-document.same-id', said === id, () => `It says ${shown(said)}.`)
  return document
}

async function ask(
  { server }: Exchange,
  id: string,
): Promise<{ document?: Record<string, unknown>; problem?: string }> {
  const { text, problem } = await readAddress(server, id, { accept: 'application/json', longest })
  if (problem !== undefined) return { problem }
  try {
    const document: unknown = JSON.parse(text)
    return isObject(document) ? { document } : { problem: 'It is no JSON object.' }
  } catch {
    return { problem: 'It is no JSON.' }
  }
}

/** What it registers: nobody could have given it a secret (§4.1). */
async function requireDescribed(
  exchange: Exchange,
  document: Record<string, unknown>,
): Promise<ClientMetadata> {
  const { client_secret, client_secret_expires_at, token_endpoint_auth_method: method } = document
  // What a registration by one's own word may not bring, a document does not either.
  const { resource: _, profile: __, ...others } = document
  const told = { ...others, token_endpoint_auth_method: method ?? 'none' }
  const { metadata, problems } = await readRegistration(exchange, told)
  const isRight = problems.length === 0
  requireThat(exchange, 'client-document.metadata', isRight, describeProblems(problems))
  checkAddresses(exchange, metadata)
  const hasSecret = client_secret !== undefined || client_secret_expires_at !== undefined
  const { bySecret } = methodNamed(metadata.token_endpoint_auth_method)
  requireThat(exchange, 'client-document.no-secret', !hasSecret && !bySecret, () =>
    hasSecret ? 'It has a client_secret.' : `It names ${String(method)}.`,
  )
  return metadata
}
