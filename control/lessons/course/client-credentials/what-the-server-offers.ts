import type { Step } from '../../engine/lesson.ts'
import { serverMetadata, serverPortal } from '../../engine/places.ts'
import type { LabState } from '../../engine/scene.ts'
import { differs, from, status, that } from '../../engine/requirements.ts'

const wanted = 'client_credentials'

/** A browser is shown a page, in which no member can be read here. */
const told = that('grant_types_supported', wanted, ({ answered: { grant_types_supported: all } }) =>
  all === undefined ? true : Array.isArray(all) && all.includes(wanted),
)

export const whatTheServerOffers: Step = {
  title: 'What the server offers',
  idea: 'A **grant type** is the kind of proof that a server turns into a token. This server offers some. The one for programs, **client credentials**, is not among them.',
  todo: 'In the authorization server’s portal ({asSuperuser}), Server, find Supported grant types. Press Add, type `client_credentials`, and press Save. Open the metadata and find `grant_types_supported`.',
  places: [serverPortal, serverMetadata],
  lines: [
    {
      words: 'the server offers `client_credentials` now',
      differs: ({ was, is }) =>
        offered(was).includes(wanted)
          ? { name: 'supportedGrantTypes', wanted: 'without it before', found: wanted }
          : differs(
              'supportedGrantTypes',
              offered(is).includes(wanted),
              wanted,
              offered(is).join(', '),
            ),
    },
    {
      name: 'B',
      message: 'metadata request',
      words: 'its metadata says so to everybody',
      clause: 'RFC 8414 §2',
      requires: [from('learner'), status(200), told],
    },
  ],
  mistakes: [
    ({ is }) =>
      offered(is).includes(wanted)
        ? undefined
        : {
            text: `The server still offers ${offered(is)
              .map((one) => `\`${one}\``)
              .join(', ')}. If \`client_credentials\` stands in the form, press Save below it.`,
          },
  ],
  look: 'The portal of the authorization server, Server, the field Supported grant types.',
  answer:
    '`PATCH {base}/control/api/config` with `{"supportedGrantTypes":["authorization_code","refresh_token","client_credentials"]}`, then open `{issuer}/.well-known/openid-configuration`.',
  ran: [
    {
      words: 'The server checks its configuration, every problem at once.',
      file: 'authserver/configuration/server-configuration.ts',
      at: 'supportedGrantTypes',
    },
    {
      words: 'What it offers follows from it.',
      file: 'authserver/metadata/metadata.ts',
      at: 'grant_types_supported',
    },
  ],
}

function offered({ server }: LabState): readonly string[] {
  return server?.supportedGrantTypes ?? []
}
