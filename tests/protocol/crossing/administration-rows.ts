import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { authorizationRequest } from '../support/code-flow.ts'
import { bearer, ask } from './ask.ts'
import type { Holdings } from './holdings.ts'

/** What is asked of an admin API, below its path. */
export interface Asked {
  /** Instead of the route's own, which has no parameters. */
  path?: string
  json?: unknown
}

export interface AdministrationRow {
  asked(held: Holdings, at: string): Asked | Promise<Asked>
  /** Whether it names what only one sandbox has: with an administrator's own token, another's is not found. */
  names?: boolean
  /** Whether what another sandbox has is just not among the answers. */
  lists?: boolean
  /** Whether it is about the whole lab, which somebody who signed in at a sandbox may not. */
  wholeLab?: boolean
  /** The status that refuses it where the lab was not started for it. */
  unless?: number
  /** Whether it takes away what others need, so that the sandbox is restored after its twin. */
  spoils?: boolean
  /** What is done before, where it is accepted. */
  before?(held: Holdings): Promise<void>
}

const plain: AdministrationRow = { asked: () => ({}) }
const sent = (json: unknown): AdministrationRow => ({ asked: () => ({ json }) })
const named = (
  asked: AdministrationRow['asked'],
  more: Omit<AdministrationRow, 'asked'> = {},
): AdministrationRow => ({ asked, names: true, ...more })
const list = (asked: (held: Holdings) => Asked): AdministrationRow => ({ asked, lists: true })

const client = ({ client: { client_id } }: Holdings) => `clients?${query({ client_id })}`
const user = ({ user: { username } }: Holdings, path = 'users') => `${path}?${query({ username })}`
const configuration = { name: 'Client app', clientName: 'client-name', server: 'lab' }
const configured = (
  { configurations }: Holdings,
  which: keyof Holdings['configurations'] = 'unregistered',
) => `client-configurations/${configurations[which]}`
const definition = ({ definitions }: Holdings, at: string) =>
  `server-definitions/${definitions[at]}`
const query = (members: Record<string, string>) => new URLSearchParams(members).toString()
const delayed = { match: { message: 'token request' }, do: { delay: 1 } }
const spoils = { spoils: true } as const

/** What a part of a snapshot of the named sandbox is, put where it is asked. */
async function snapshotOf(held: Holdings, at: string): Promise<Asked> {
  const token = { headers: bearer(held.administrator.token) }
  const part: unknown = JSON.parse((await ask(held, { path: `${at}/snapshot`, ...token })).text)
  if (at === '/control/api') return { json: part }
  const { origin, base } = held.sandbox
  return { json: { from: { origin, base }, part } }
}

/** Starts a lesson in the sandbox, which is emptied. */
const startLesson = async ({ sandbox }: Holdings) => {
  await sandbox.control.lessons.start('roles')
}

/** A row a route of the admin APIs, by method and path below the API; a role's own comes before. */
export const administrationRows: Record<string, AdministrationRow> = {
  'GET openapi.json': plain,
  'GET session': plain,
  'DELETE session': { ...plain, ...spoils },
  'GET sandboxes': { ...plain, wholeLab: true },
  'POST sandboxes': { asked: () => ({ json: { lifetime: 60 } }), wholeLab: true },
  'PUT sandboxes/:id': {
    asked: ({ sandbox: { id } }) => ({ path: `sandboxes/${id}`, json: {} }),
    wholeLab: true,
  },
  'DELETE sandboxes/:id': {
    asked: ({ sandbox: { id } }) => ({ path: `sandboxes/${id}` }),
    wholeLab: true,
    ...spoils,
  },
  'POST sandboxes/:id/session': {
    asked: ({ sandbox: { id } }) => ({ path: `sandboxes/${id}/session` }),
    wholeLab: true,
  },
  'POST certificates/renew': { ...plain, wholeLab: true, unless: 501 },
  'GET clock': plain,
  'PUT clock': sent({ forward: 1 }),
  'POST issuer-keys': { asked: ({ sandbox: { issuer } }) => ({ json: { issuer } }) },
  'GET policy': plain,
  'PUT policy': sent({ waive: ['pkce.required'] }),
  'resserver PUT policy': sent({ waive: ['token.not-expired'] }),
  'client PUT policy': sent({ waive: ['state.this-browser'] }),
  'POST reset': { ...plain, ...spoils },
  'POST bootstrap': plain,
  'authserver POST bootstrap': sent({ users: [], clients: [] }),
  'GET checks': plain,
  'control GET checks': list(({ exchange }) => ({
    path: `checks?${query({ request: exchange })}`,
  })),
  // What was sent to a sandbox stands in its recording, also what is another's.
  'GET recording': { asked: () => ({ path: 'recording?secrets=true' }) },
  // So do requests that were refused in its audit log.
  'GET audit-log': { asked: () => ({ path: 'audit-log?size=500' }) },
  'DELETE recording': { ...plain },
  'GET recording/settings': plain,
  'PUT recording/settings': sent({ mode: 'full' }),
  'GET recording/wait': {
    asked: () => ({ path: 'recording/wait?timeout=0&since=2020-01-01T00:00:00Z' }),
  },
  'GET recording/stream': plain,
  'GET interventions': list(() => ({})),
  'POST interventions': sent(delayed),
  'authserver POST interventions': sent({ id: 'i-own', intervention: delayed }),
  'resserver POST interventions': sent({ id: 'i-own', intervention: delayed }),
  'client POST interventions': sent({ id: 'i-own', intervention: delayed }),
  'DELETE interventions': { ...plain, ...spoils },
  'DELETE interventions/:id': named(
    ({ intervention }) => ({ path: `interventions/${intervention}` }),
    spoils,
  ),
  'GET interventions/held': plain,
  'POST interventions/release': sent({}),
  'GET snapshot': list(() => ({})),
  'PUT snapshot': { asked: snapshotOf, ...spoils },
  'GET routes': plain,
  'GET roles': plain,
  'GET health': plain,
  'GET certificates': plain,
  'GET users': list((held) => ({ path: user(held) })),
  'POST users': {
    asked: () => ({ json: { username: randomUUID(), password: 'p-another' } }),
  },
  'PATCH users': named((held) => ({ path: user(held), json: { claims: {} } })),
  'DELETE users': named((held) => ({ path: user(held) }), spoils),
  'POST users/totp': named((held) => ({ path: user(held, 'users/totp') })),
  'DELETE users/totp': named((held) => ({ path: user(held, 'users/totp') })),
  'GET clients': list((held) => ({ path: client(held) })),
  'POST clients': sent({ grant_types: ['client_credentials'] }),
  'PATCH clients': named((held) => ({ path: client(held), json: { client_name: 'x' } })),
  'DELETE clients': named((held) => ({ path: client(held) }), spoils),
  'GET attempts': { asked: (held) => ({ path: `${user(held, 'attempts')}&address=192.0.2.1` }) },
  'POST attempts': {
    asked: (held) => ({ path: `${user(held, 'attempts')}&address=192.0.2.1` }),
  },
  'POST sign-ins': plain,
  'DELETE attempts': { asked: (held) => ({ path: `${user(held, 'attempts')}&address=192.0.2.1` }) },
  'POST tokens': named(({ client: { client_id }, user: { username } }) => ({
    json: { client: client_id, user: username, store: false },
  })),
  'GET tokens': list(({ client: { client_id } }) => ({
    path: `tokens?${query({ client: client_id })}`,
  })),
  'DELETE tokens': {
    asked: ({ client: { client_id } }) => ({ path: `tokens?${query({ client: client_id })}` }),
    ...spoils,
  },
  'GET tokens/:id': named(({ tokenId }) => ({ path: `tokens/${encodeURIComponent(tokenId)}` })),
  'DELETE tokens/:id': named(
    ({ tokenId }) => ({ path: `tokens/${encodeURIComponent(tokenId)}` }),
    spoils,
  ),
  'GET users/links': named((held) => ({ path: user(held, 'users/links') })),
  'DELETE users/links': named(({ user: { username } }) => ({
    path: `users/links?${query({ username, provider: 'social' })}`,
  })),
  'PUT identity-providers/:id/secret': named(({ provider }) => ({
    path: `identity-providers/${provider}/secret`,
    json: { secret: 'of this sandbox alone' },
  })),
  'GET consents': list(({ client: { client_id } }) => ({
    path: `consents?${query({ client: client_id })}`,
  })),
  'DELETE consents': named(
    ({ client: { client_id }, user: { username } }) => ({
      path: `consents?${query({ client: client_id, user: username })}`,
    }),
    spoils,
  ),
  'GET grants': list(({ client: { client_id } }) => ({
    path: `grants?${query({ client: client_id })}`,
  })),
  'GET backchannel-requests': list(({ user: { username } }) => ({
    path: `backchannel-requests?${query({ user: username })}`,
  })),
  'POST backchannel-requests/:id/answer': named(
    ({ backchannel: { id } }) => ({
      path: `backchannel-requests/${id}/answer`,
      json: { answer: 'allow' },
    }),
    spoils,
  ),
  'GET mails': list(() => ({})),
  'GET mails/:id': named(({ mail: { id } }) => ({ path: `mails/${id}` })),
  'DELETE mails': { ...plain, ...spoils },
  'GET browser-sessions': list(({ user: { username } }) => ({
    path: `browser-sessions?${query({ user: username })}`,
  })),
  'DELETE browser-sessions/:id': named(
    ({ browserSession }) => ({ path: `browser-sessions/${encodeURIComponent(browserSession)}` }),
    spoils,
  ),
  'DELETE grants/:id': named(
    ({ grant }) => ({ path: `grants/${encodeURIComponent(grant)}` }),
    spoils,
  ),
  'POST jwts': { asked: ({ access }) => ({ json: { instead: access, header: {}, claims: {} } }) },
  'POST browser-sessions': named(({ user: { username } }) => ({ json: { user: username } })),
  'POST expiries': named(({ access }) => ({ json: { token: access } })),
  'POST initial-tokens': sent({}),
  'GET configuration': plain,
  'PUT configuration': sent({}),
  'PATCH configuration': sent({ description: 'Another one' }),
  'resserver PUT configuration': sent({ corsOrigins: [] }),
  'POST server-definitions/discover': {
    asked: ({ sandbox: { issuer } }) => ({ json: { issuer } }),
  },
  'GET server-definitions': list(() => ({})),
  'POST server-definitions': { asked: ({ sandbox: { issuer } }) => ({ json: { issuer } }) },
  'GET server-definitions/:id': named((held, at) => ({
    path: definition(held, at),
  })),
  'PUT server-definitions/:id': named((held, at) => ({
    path: definition(held, at),
    json: { issuer: held.sandbox.issuer, name: 'Another one' },
  })),
  'POST server-definitions/:id/requests': named((held, at) => ({
    path: `${definition(held, at)}/requests`,
    json: { endpoint: 'jwks_uri' },
  })),
  'GET client-configurations': list(() => ({})),
  'POST client-configurations': sent(configuration),
  'GET client-configurations/:id': named((held) => ({ path: configured(held) })),
  'PUT client-configurations/:id': named((held) => ({
    path: configured(held),
    json: { ...configuration, name: 'Renamed' },
  })),
  'DELETE client-configurations/:id': named((held) => ({ path: configured(held) }), spoils),
  'POST client-configurations/:id/registration': named(
    (held) => ({
      path: `${configured(held)}/registration`,
      json: { initialAccessToken: held.initialToken },
    }),
    spoils,
  ),
  'PUT client-configurations/:id/registration': named(
    (held) => ({
      path: `${configured(held)}/registration`,
      json: { client_id: 'typed', client_secret: 'typed in' },
    }),
    spoils,
  ),
  'POST client-configurations/:id/registration/refresh': named((held) => ({
    path: `${configured(held, 'registered')}/registration/refresh`,
  })),
  'DELETE client-configurations/:id/registration': named(
    (held) => ({ path: `${configured(held, 'registered')}/registration` }),
    spoils,
  ),
  'GET sessions': list(() => ({})),
  'DELETE sessions/:id': named(
    ({ clientSession }) => ({ path: `sessions/${clientSession}` }),
    spoils,
  ),
  'client GET tokens': list(() => ({})),
  'DELETE tokens/machine': { ...plain, ...spoils },
  'GET applications': plain,
  'PUT applications/:application': named(
    ({ configurations: { unregistered } }) => ({
      path: 'applications/machine',
      json: { configuration: unregistered },
    }),
    spoils,
  ),
  'DELETE server-definitions/:id': named((held, at) => ({ path: definition(held, at) }), spoils),
  'GET configuration/defaults': plain,
  'GET configuration/profiles': plain,
  'DELETE configuration': { ...plain, ...spoils },
  'GET local-users': list(({ user: { sub } }) => ({
    path: `local-users?${query({ subject: sub })}`,
  })),
  'GET local-users/:id': named(({ localUser }) => ({ path: `local-users/${localUser}` })),
  'DELETE local-users/:id': named(
    ({ localUser }) => ({ path: `local-users/${localUser}` }),
    spoils,
  ),
  'POST mapping/try': list(({ access }) => ({ json: { token: access } })),
  'GET config': plain,
  'GET config/defaults': plain,
  'DELETE config': { ...plain, ...spoils },
  'PUT config': sent({}),
  'PATCH config': sent({ description: 'Another one' }),
  'POST export': sent({}),
  'POST import': sent({ document: 'description: Another one' }),
  'GET keys': plain,
  'GET signing-keys': plain,
  'POST keys/rotate': { ...plain },
  'POST keys/import': sent({
    jwk: generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }),
  }),
  'POST keys/export': sent({ passphrase: 'of this test alone' }),
  'GET hooks': plain,
  'PUT hooks': { ...sent({ text: 'export const generateToken = () => ({})' }), unless: 403 },
  'DELETE hooks': plain,
  'POST hooks/load': plain,
  'GET debug-log': plain,
  'PUT debug-log': sent({ seconds: 0 }),
  'GET glossary': plain,
  'GET lessons': plain,
  'GET lessons/:name': { asked: () => ({ path: 'lessons/roles' }) },
  'POST lessons/:name/start': { asked: () => ({ path: 'lessons/roles/start' }), ...spoils },
  'GET lessons/:name/check': {
    asked: () => ({ path: 'lessons/roles/check' }),
    before: startLesson,
    ...spoils,
  },
  'POST lessons/:name/answers': {
    asked: () => ({ path: 'lessons/roles/answers', json: { step: 4, answer: 'a' } }),
    before: startLesson,
    ...spoils,
  },
  'GET workshop': { ...plain, wholeLab: true },
  'POST workshop': { ...sent({ learners: 1, lifetime: 60 }), wholeLab: true, unless: 409 },
  'POST authorizations': named(({ sandbox, client: of, user: { username } }) => ({
    json: { url: authorizationRequest(sandbox, of).url, user: username },
  })),
}
