import type { Step } from '../../engine/lesson.ts'
import { serverMetadata, serverPortal } from '../../engine/places.ts'
import { differs, from, status, that } from '../../engine/requirements.ts'
import type { LabState, Scene } from '../../engine/scene.ts'

const wanted = ['openid', 'profile', 'my/scope']

export const describeTheServer: Step = {
  title: 'Describe the authorization server',
  idea: 'The lab is empty: nobody makes tokens. An authorization server has an **issuer**, which is its name and address. Programs read what it offers in its **metadata**, below that address.',
  todo: 'Guess first: what comes from a server that nobody set up? Open `{issuer}/.well-known/openid-configuration`. Open its portal ({asSuperuser}) and press Create it from the defaults. Find the grant type `authorization_code` and the scopes `openid`, `profile` and `my/scope` in the form. Open `my/scope`, write a sentence of your own for the consent page, and press Save. Open the first address again.',
  places: [serverMetadata, serverPortal],
  lines: [
    {
      name: 'A',
      message: 'metadata request',
      words: 'the empty server had no metadata',
      requires: [from('browser'), status(503)],
    },
    {
      words: 'there is a server definition with the grant type and the three scopes',
      differs: describe,
    },
    {
      name: 'B',
      message: 'metadata request',
      words: 'the server describes itself',
      clause: 'OpenID Connect Discovery §4',
      requires: [
        from('browser'),
        status(200),
        that('issuer', 'that of this sandbox', ({ answered: { issuer } }, { values }) =>
          issuer === undefined ? true : issuer === values['issuer'],
        ),
      ],
      shows: ['issuer'],
    },
  ],
  mistakes: [
    ({ is }) => {
      const scopes = scopesOf(is)
      return is.server === undefined || wanted.every((scope) => scopes.includes(scope))
        ? undefined
        : {
            text: `The server definition knows \`${scopes.join(' ')}\`. The resource server will ask for \`my/scope\`. Add it under Scopes.`,
          }
    },
  ],
  look: 'The portal of the authorization server, Server: grant types and scopes.',
  answer:
    '`PUT {base}/control/api/config` with `{"supportedGrantTypes":["authorization_code"],"supportedScopes":{"openid":"Who you are","profile":"Your name","my/scope":"The protected resource"}}`',
  ran: [
    {
      words: 'The server’s definition, checked whole.',
      file: 'authserver/configuration/server-configuration.ts',
      at: 'supportedGrantTypes',
    },
    {
      words: 'Its metadata follow from it.',
      file: 'authserver/metadata/metadata.ts',
      at: 'issuer',
    },
  ],
}

function scopesOf({ server }: LabState): string[] {
  return Object.keys(server?.supportedScopes ?? {})
}

function describe({ was, is }: Scene) {
  if (was.server !== undefined) return differs('server definition', false, 'none before', 'there')
  if (is.server === undefined) return differs('server definition', false, 'a new one', undefined)
  const scopes = scopesOf(is)
  const grants = is.server.supportedGrantTypes
  return (
    differs(
      'supportedGrantTypes',
      grants.includes('authorization_code'),
      'authorization_code',
      grants.join(' '),
    ) ??
    differs(
      'supportedScopes',
      wanted.every((scope) => scopes.includes(scope)),
      wanted.join(' '),
      scopes.join(' '),
    )
  )
}
