import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { AdminParts } from '../admin-parts.ts'
import { differencesOf } from '../registration/differences.ts'
import { metadataOf } from '../registration/metadata-of.ts'
import type { RegistrationRow } from '../store/tables.ts'
import { readApplications, usersOf } from './applications.ts'
import type { ClientConfiguration, ClientRegistration } from './configuration-document.ts'
import type { Configuration } from './configurations.ts'

/** What of a configuration its ETag follows from: what a person edits. */
export function editedOf({ id, madeAt, ...document }: Configuration): object {
  return { id, madeAt, ...document }
}

/** Configurations as the management API tells them: with what was asked and registered, without secrets. */
export function createShowConfiguration(
  parts: Pick<AdminParts, 'db' | 'choices' | 'registration' | 'registrations'>,
) {
  const { db, choices, registration, registrations } = parts

  const show = async (
    sandbox: Sandbox,
    configuration: Configuration,
    row: RegistrationRow | undefined,
  ): Promise<ClientConfiguration> => {
    const applications = await readApplications(db, sandbox)
    const chosen = await choices.find(sandbox, configuration.id)
    const asked = chosen === undefined ? {} : metadataOf(sandbox, configuration, chosen.server)
    const given = chosen && registration.given(chosen)
    return {
      ...configuration,
      usedFor: usersOf(applications, configuration.id),
      asked: { ...asked },
      registration:
        given === undefined
          ? ((row && showRegistration(row, asked)) ?? null)
          : {
              client_id: given.clientId,
              issuer: chosen!.definition.issuer,
              typed: true,
              hasSecret: true,
              managed: false,
              registered: null,
              differences: [],
            },
    }
  }

  return {
    one: async (sandbox: Sandbox, configuration: Configuration) =>
      show(sandbox, configuration, await registrations.of(sandbox.id, configuration.id)),
    async all(sandbox: Sandbox, configurations: readonly Configuration[]) {
      const rows = await registrations.all(sandbox.id)
      const byId = new Map(rows.map((row) => [row.configuration_id, row]))
      return Promise.all(configurations.map((one) => show(sandbox, one, byId.get(one.id))))
    },
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
