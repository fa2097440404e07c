import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Chosen } from '../configurations/chosen.ts'
import type { RegistrationRow } from '../store/tables.ts'

const secrets = new Set(['client_secret', 'registration_access_token'])

/**
 * What a server answered to a registration, or to a look at one (RFC 7591 §3.2.1, RFC 7592 §3), as
 * it is kept. What the answer leaves out stays as it was.
 */
export function registrationFrom(
  sandbox: Sandbox,
  { configuration, definition, redirectUri }: Chosen,
  answer: Readonly<Record<string, unknown>> & { client_id: string },
  former?: RegistrationRow,
): RegistrationRow {
  const text = (name: string) => {
    const value = answer[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    sandbox: sandbox.id,
    configuration_id: configuration.id,
    issuer: definition.issuer,
    redirect_uri: redirectUri,
    client_id: answer.client_id,
    client_secret: text('client_secret') ?? former?.client_secret ?? '',
    registration_client_uri:
      text('registration_client_uri') ?? former?.registration_client_uri ?? null,
    registration_access_token:
      text('registration_access_token') ?? former?.registration_access_token ?? null,
    typed: 0,
    answer: JSON.stringify(answer, (name, value: unknown) =>
      secrets.has(name) ? undefined : value,
    ),
  }
}
