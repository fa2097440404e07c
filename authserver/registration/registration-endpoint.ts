import type { FastifyReply } from 'fastify'
import { createClient, deleteClients, replaceMetadata } from '../clients/store-client.ts'
import type { ResourceRule } from '../clients/store-client.ts'
import type { Exchange } from '../exchange.ts'
import { requireFreeResources } from '../resources/require-free-resources.ts'
import { profiles } from '../profiles/profiles.ts'
import type { ClientRow } from '../store/tables.ts'
import type { MetadataProblem } from './metadata-problem.ts'
import { requireDocument } from './read-document.ts'
import { answerRegistration } from './registration-answer.ts'
import { requireMayRegister, requireOwn, requireRoom } from './require-access.ts'
import { requireMetadata } from './require-metadata.ts'

/** Dynamic client registration (RFC 7591 §3). */
export async function register(exchange: Exchange): Promise<FastifyReply> {
  const isAllowed = await requireMayRegister(exchange)
  const document = requireDocument(exchange)
  const metadata = await requireMetadata(exchange, document, profileProblems(document))
  await requireRoom(exchange)
  const { row, registrationToken } = await createClient(exchange, metadata, {
    selfRegistered: true,
    ...(!isAllowed && { requireResources: byOwnWord(exchange) }),
  })
  return answerRegistration(exchange, 201, row, registrationToken)
}

/** Tells a client its registration (RFC 7592 §2.1). */
export async function read(exchange: Exchange): Promise<FastifyReply> {
  const { row, token } = await requireOwn(exchange)
  return answerRegistration(exchange, 200, row, token)
}

/** Replaces a client's metadata; what is left out is deleted (RFC 7592 §2.2). */
export async function update(exchange: Exchange): Promise<FastifyReply> {
  const { row, token } = await requireOwn(exchange)
  const document = requireDocument(exchange)
  const metadata = await requireMetadata(exchange, document, [
    ...identityProblems(document, row),
    ...profileProblems(document),
  ])
  const changed = await replaceMetadata(exchange, row, metadata, {
    requireResources: byOwnWord(exchange),
  })
  return answerRegistration(exchange, 200, changed, token)
}

/** Ends a registration (RFC 7592 §2.3). */
export async function remove(exchange: Exchange): Promise<FastifyReply> {
  const { row } = await requireOwn(exchange)
  await deleteClients(exchange, [row.client_id])
  return exchange.reply
    .code(204)
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .send()
}

/** A client may bind itself by a stricter profile; a lenient one is for administrators to give. */
function profileProblems({ profile }: Record<string, unknown>): MetadataProblem[] {
  const found = profiles.find(({ name, lenient }) => name === profile && lenient === true)
  if (found === undefined) return []
  const message = 'gives up what this server asks of each client'
  const remedy = 'Leave it out, or have an administrator set it.'
  return [{ path: 'profile', value: profile, message, remedy }]
}

/** What is asked of the resources of a client for which no administrator speaks. */
function byOwnWord(exchange: Exchange): ResourceRule {
  return (work, clientId, resources) => requireFreeResources(exchange, work, clientId, resources)
}

/** An update repeats the client's id; a secret, where it holds one, is the one that was issued. */
function identityProblems(
  { client_id, client_secret }: Record<string, unknown>,
  row: ClientRow,
): MetadataProblem[] {
  const problems: MetadataProblem[] = []
  if (client_id !== row.client_id) {
    const message = 'is not the id of this client'
    const remedy = `Send ${row.client_id}.`
    problems.push({ path: 'client_id', value: client_id, message, remedy })
  }
  const kept = [undefined, null, '', row.client_secret]
  if (!kept.includes(client_secret as string)) {
    const message = 'is not the one that was issued'
    const remedy = 'Send the issued secret, or leave it out.'
    problems.push({ path: 'client_secret', value: '(not shown)', message, remedy })
  }
  return problems
}
