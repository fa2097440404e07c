import type { Passwords } from '@oauth-lab/embedded/public-passwords.ts'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { CommandFailure } from '../command-line/command.ts'
import { ownPasswords, readPasswords } from '../people.ts'

/** A file that Postman imports as an environment, and newman takes with `--environment`. */
export interface PostmanEnvironment {
  name: string
  values: { key: string; value: string; type: 'default' | 'secret'; enabled: true }[]
  _postman_variable_scope: 'environment'
}

/** What the collection needs to know of a lab, or of one of its sandboxes. */
export interface PostmanValues {
  origin: string
  base: string
  /** Addresses of the authorization server, as its metadata have them (RFC 8414 §2). */
  metadata: Record<string, string>
  client: { client_id: string; client_secret: string; redirect_uri: string }
  passwords: Passwords
}

const secrets = new Set(['client_secret', 'password', 'administrator_password'])
const addresses = [
  'issuer',
  'authorization_endpoint',
  'token_endpoint',
  'introspection_endpoint',
  'revocation_endpoint',
  'userinfo_endpoint',
  'jwks_uri',
]

/** The environment with these values; secrets are of Postman's type for them. */
export function createPostmanEnvironment(values: PostmanValues): PostmanEnvironment {
  const { origin, base, metadata, client, passwords } = values
  const { client_id, client_secret, redirect_uri } = client
  const variables: [string, string][] = [
    ['origin', origin],
    ['base', base],
    ['prefix', base.slice(origin.length)],
    ...addresses.map((name): [string, string] => [name, metadata[name] ?? '']),
    ['resource', `${base}/resserver`],
    ['client_id', client_id],
    ['client_secret', client_secret],
    ['redirect_uri', redirect_uri],
    ['username', 'developer'],
    ['password', passwords.developer],
    ['administrator_username', 'superuser'],
    ['administrator_password', passwords.superuser],
  ]
  return {
    name: `OAuth Lab ${base}`,
    values: variables.map(([key, value]) => ({
      key,
      value,
      type: secrets.has(key) ? 'secret' : 'default',
      enabled: true,
    })),
    _postman_variable_scope: 'environment',
  }
}

/**
 * Asks a running lab for the values: the client `postman` by the control API, the endpoints by
 * discovery. A password nobody can ask for: it is the one of the environment (`readPasswords`), the
 * one that the lab was started with, or the public one.
 * @throws CommandFailure when there is no client `postman`, or no metadata
 */
export async function readPostmanValues(lab: {
  origin: string
  control: Pick<ControlClient, 'base' | 'clients' | 'roles'>
  fetch: Fetch
  /** Those that the lab was started with, where they are not the public ones. */
  passwords?: Partial<Passwords> | undefined
}): Promise<PostmanValues> {
  const { origin, control, fetch } = lab
  const { base } = control
  const [client, metadata] = await Promise.all([
    findClient(control, base),
    discover(fetch, `${base}/authserver/oauth2`),
  ])
  const told = ownPasswords(readPasswords(process.env))
  const passwords = { ...defaultPasswords, ...lab.passwords, ...told }
  return { origin, base, client, metadata, passwords }
}

async function findClient(
  { clients, roles }: Pick<ControlClient, 'clients' | 'roles'>,
  base: string,
) {
  const own = { client_name: 'postman', self_registered: false, limit: 1 }
  const [found] = await clients.list(own)
  const { client_id, client_secret, redirect_uris } = found ?? {}
  const redirect_uri = redirect_uris?.[0]
  if (client_id !== undefined && client_secret !== undefined && redirect_uri !== undefined) {
    return { client_id, client_secret, redirect_uri }
  }
  const { blank } = await roles()
  const remedy = blank
    ? `${base}/authserver/admin/ is where to create it`
    : './lab reset makes it again'
  throw new CommandFailure(
    found === undefined
      ? `there is no client postman; ${remedy}`
      : `the client postman has no secret or no redirect URI; ${remedy}`,
  )
}

async function discover(fetch: Fetch, issuer: string): Promise<Record<string, string>> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`)
  if (response.ok) return (await response.json()) as Record<string, string>
  throw new CommandFailure(`discovery at ${issuer} answered ${response.status}`)
}
