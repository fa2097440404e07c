import type { FastifyRequest } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { JsonAnswer } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { AdminParts } from '../admin-parts.ts'
import { requireThat } from '../checks.ts'
import type { Chosen } from '../configurations/chosen.ts'
import type { Configuration } from '../configurations/configurations.ts'
import { discover } from '../issuer/metadata.ts'
import { explain, ServerProblem } from '../issuer/problem.ts'
import type { Exchange } from '../issuer/exchange.ts'
import type { RegistrationRow } from '../store/tables.ts'
import { deleteRegistration, readRegistration, updateRegistration } from './manage.ts'
import { metadataOf } from './metadata-of.ts'
import { registrationFrom } from './registration-from.ts'

/** What an administrator does with a configuration's registration, over the wire. */
export function createManagement({ choices, registration, registrations }: AdminParts) {
  /** The registration that a server lets us manage. */
  const managed = async (request: FastifyRequest, { id }: Configuration) => {
    const row = await registrations.of(request.sandbox.id, id)
    const isManaged =
      row !== undefined &&
      row.registration_client_uri !== null &&
      row.registration_access_token !== null
    return isManaged ? row : undefined
  }

  return {
    managed,

    /** Registers a configuration (RFC 7591 §3). @throws AdminError 502 with what the server said */
    async register(
      request: FastifyRequest,
      configuration: Configuration,
      token: string | undefined,
    ) {
      const chosen = await choices.byId(request, configuration.id)
      const seen: Exchange[] = []
      try {
        const metadata = await discover(request.sandbox, chosen, seen)
        return await registration.register(request, chosen, metadata, seen, token)
      } catch (error) {
        throw refusalOf(explain(error, { request, wanted: 'the registration', exchanges: seen }))
      }
    },

    /** Asks the server what it has registered (RFC 7592 §2.1). @throws AdminError | Refusal */
    async read(request: FastifyRequest, chosen: Chosen, row: RegistrationRow) {
      const answer = await ask(() => readRegistration(chosen.fetch, row))
      return registrationFrom(request.sandbox, chosen, answered(request, answer), row)
    },

    /**
     * Tells the server of a change where it lets us (RFC 7592 §2.2).
     * @returns what it registered; undefined where it was not told
     * @throws AdminError | Refusal: nothing has changed then
     */
    async change(request: FastifyRequest, before: Configuration, after: Configuration) {
      const row = await managed(request, before)
      if (row === undefined) return undefined
      const chosen = await choices.byId(request, before.id)
      const changed = choices.changed(request, chosen, after)
      const server = await discover(request.sandbox, chosen, []).catch(() => undefined)
      const metadata = metadataOf(request.sandbox, after, changed.server, server)
      const answer = await ask(() => updateRegistration(chosen.fetch, row, metadata))
      return registrationFrom(request.sandbox, changed, answered(request, answer), row)
    },

    /** Ends the registration at the server as far as that lets us (RFC 7592 §2.3). */
    async end(request: FastifyRequest, configuration: Configuration): Promise<void> {
      const row = await managed(request, configuration)
      if (row === undefined) return
      const chosen = await choices.byId(request, configuration.id)
      await deleteRegistration(chosen.fetch, row).catch((error: unknown) => {
        if (!(error instanceof PeerError)) throw error
      })
    },
  }
}

async function ask(send: () => Promise<JsonAnswer>): Promise<JsonAnswer> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    throw new AdminError(502, 'server_unreachable', error.message)
  }
}

/** The client information response (RFC 7592 §3). @throws Refusal with what the server said */
function answered(
  request: FastifyRequest,
  { status, body }: JsonAnswer,
): Record<string, unknown> & { client_id: string } {
  const found = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const { client_id, error, error_description } = found
  const told = [error, error_description].filter((one) => typeof one === 'string').join(': ')
  const says = `It answered ${status}${told === '' ? '' : `, ${told.replace(/\.$/, '')}`}.`
  const isWhole = status === 200 && typeof client_id === 'string'
  requireThat(request, 'client-registration.answered', isWhole, says)
  return { ...found, client_id }
}

function refusalOf(problem: Error): Error {
  if (!(problem instanceof ServerProblem)) return problem
  const { message, error, description } = problem
  const told = [error, description].filter(Boolean).join(': ')
  return new AdminError(502, 'server_refused', `${message} ${told}`.trim())
}
