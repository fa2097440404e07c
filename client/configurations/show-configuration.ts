import type { FastifyRequest } from 'fastify'
import { differencesOf } from '../registration/differences.ts'
import { metadataOf } from '../registration/metadata-of.ts'
import type { Registration } from '../registration/registration.ts'
import type { Database } from '../store/database.ts'
import type { Registrations } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/tables.ts'
import { readApplications, usersOf } from './applications.ts'
import type { Choices } from './chosen.ts'
import type { ClientConfiguration, ClientRegistration } from './configuration-document.ts'
import type { Configuration } from './configurations.ts'

/** What of a configuration its ETag follows from: what a person edits. */
export function editedOf({ id, madeAt, ...document }: Configuration): object {
  return { id, madeAt, ...document }
}

/** A configuration as the management API tells it: with what was asked and registered, without secrets. */
export function createShowConfiguration(parts: {
  db: Database
  choices: Choices
  registration: Registration
  registrations: Registrations
}) {
  const { db, choices, registration, registrations } = parts

  return async (
    request: FastifyRequest,
    configuration: Configuration,
  ): Promise<ClientConfiguration> => {
    const { sandbox } = request
    const chosen = await choices.byId(request, configuration.id)
    const applications = await readApplications(db, sandbox)
    const asked = { ...metadataOf(sandbox, configuration, chosen.server) }
    const given = registration.given(chosen)
    const row = await registrations.of(sandbox.id, configuration.id)
    return {
      ...configuration,
      usedFor: usersOf(applications, configuration.id),
      asked,
      registration:
        given === undefined
          ? ((row && showRegistration(row, asked)) ?? null)
          : {
              client_id: given.clientId,
              issuer: chosen.definition.issuer,
              typed: true,
              hasSecret: true,
              managed: false,
              registered: null,
              differences: [],
            },
    }
  }
}

function showRegistration(row: RegistrationRow, asked: object): ClientRegistration {
  const registered =
    row.answer === null ? null : (JSON.parse(row.answer) as Record<string, unknown>)
  return {
    client_id: row.client_id,
    issuer: row.issuer,
    typed: row.typed === 1,
    hasSecret: row.client_secret !== '',
    managed: row.registration_client_uri !== null && row.registration_access_token !== null,
    registered,
    differences: registered === null ? [] : differencesOf({ ...asked }, registered),
  }
}
