import type { FastifyReply } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import { hasProof } from '@oauth-lab/kit/proof/require-proof.ts'
import { requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Exchange } from '../exchange.ts'
import { proofKey } from '../proof/confirmation.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import { requireForm } from '../token/read-form.ts'
import { keepPushed } from './parameters/pushed.ts'
import type { TrustedParameters } from './parameters/request.ts'
import { readRequest } from './parameters/read-request.ts'
import { requireRedirectTarget } from './redirect-target.ts'
import { requireAuthorizationRequest } from './require-authorization-request.ts'
import { requireWay } from './rules/required-way.ts'

/** By what a client authenticates: no part of the request that it pushes. */
const credentials = ['client_secret', 'client_assertion', 'client_assertion_type']

/** The pushed authorization request endpoint (RFC 9126 §2): every rule holds here as it does for the browser. */
export async function pushedAuthorization(opened: Exchange): Promise<FastifyReply> {
  const form = requireForm(opened, ['resource'])
  const client = await authenticateClient(opened, form)
  const exchange = withProfileOf(opened, client)
  const isWhole = parameter(form, 'request_uri') === undefined
  requireThat(exchange, 'pushed-request.no-uri', isWhole)
  const sent = await readRequest(exchange, { client_id: client.id, ...withoutCredentials(form) })
  const trusted = await withKeyOfProof(exchange, await sent.require(client))
  requireWay(exchange, client, { pushed: true, signed: trusted.signed })
  const target = await requireRedirectTarget(exchange, trusted.parameters)
  await requireAuthorizationRequest(exchange, trusted.parameters, target)
  const answer = await keepPushed(exchange, client, trusted)
  return exchange.reply.code(201).header('cache-control', 'no-store').send(answer)
}

/** A proof names the key to which the code is bound as dpop_jkt does, and shows that the client has it (RFC 9449 §10.1). */
async function withKeyOfProof(
  exchange: Exchange,
  trusted: TrustedParameters,
): Promise<TrustedParameters> {
  if (!hasProof(exchange.request)) return trusted
  const key = await proofKey(exchange)
  const named = parameter(trusted.parameters, 'dpop_jkt')
  const isSame = named === undefined || named === key
  requireThat(exchange, 'dpop-jkt.of-proof', isSame, () => expected(key ?? 'none', named))
  return { ...trusted, parameters: { ...trusted.parameters, dpop_jkt: key } }
}

function withoutCredentials(form: Parameters): Parameters {
  return Object.fromEntries(Object.entries(form).filter(([name]) => !credentials.includes(name)))
}
