import type { Step } from '../../engine/lesson.ts'
import { clientPortal } from '../../engine/places.ts'
import { differs, from, status, that } from '../../engine/requirements.ts'
import type { Scene } from '../../engine/scene.ts'
import type { Sighting } from '../../engine/sighting.ts'

export const register: Step = {
  title: 'Register Simple Web Page',
  idea: 'The client must know the server: it reads the metadata, which is **discovery**. The server must know the client: that is **registration**. The client names its **redirect URI**, the only address that answers may go to.',
  todo: 'Open the client’s portal, Server definitions, and press Discover a server. Type the issuer `{issuer}`, leave the lab’s root, press Discover, read what it says of itself, and press Keep it as a server definition. Open Client configurations and press Create one. Type the name `client-app` and the client name `client-name`. Choose the server and the type confidential. Leave the redirect URI empty: it is then the page’s own address. Tick `authorization_code` and type the scope `openid profile my/scope`. Press Create, then Register it dynamically, and compare what was asked with what was registered. Open Applications, and let Simple web page work with `client-app`.',
  places: [clientPortal],
  lines: [
    {
      name: 'C',
      message: 'metadata request',
      words: 'the client read the metadata',
      clause: 'OpenID Connect Discovery §4.3',
      requires: [from('client'), status(200)],
      shows: ['issuer'],
    },
    {
      name: 'D',
      message: 'client registration request',
      words: 'it registered as a confidential client with its one redirect URI',
      clause: 'RFC 7591 §3.1',
      requires: [
        from('client'),
        status(201),
        that(
          'redirect_uris',
          '{base}/client/application/callback',
          ({ answered: { redirect_uris } }, scene) =>
            JSON.stringify(redirect_uris) === JSON.stringify([callbackOf(scene)]),
          ({ answered: { redirect_uris } }) => JSON.stringify(redirect_uris),
        ),
        that(
          'token_endpoint_auth_method',
          'not none',
          ({ answered: { token_endpoint_auth_method: method } }) => method !== 'none',
          () => 'none',
        ),
      ],
      shows: ['client_id', 'redirect_uris'],
    },
    {
      words: 'the web page works with this registration',
      differs: ({ found, is }) =>
        differs(
          'client_id',
          found['D'] !== undefined &&
            is.web?.registration?.client_id === idOfRegistered(found['D']),
          'that of {D}',
          is.web?.registration?.client_id,
        ),
    },
  ],
  mistakes: [
    ({ is, values, found, openedAt }) => {
      const refused = is.refusals.find(
        ({ check, realAt, about }) =>
          check === 'server-definition.issuer' &&
          about['issuer'] !== undefined &&
          Date.parse(realAt) >= openedAt,
      )
      return refused === undefined || found['D'] !== undefined
        ? undefined
        : {
            text: `You typed \`${refused.about['issuer']}\`. The metadata {C} says \`${values['issuer']}\`. Issuers are compared whole. Take the slash away.`,
          }
    },
  ],
  look: 'The portal of the client: Server definitions, then Client configurations, then Applications.',
  answer:
    '`POST {base}/client/admin/api/server-definitions` with `{"issuer":"{issuer}"}`; `POST {base}/client/admin/api/client-configurations` with `{"name":"client-app","clientName":"client-name","server":"ID","grantTypes":["authorization_code"],"scope":"openid profile my/scope"}`; `POST …/client-configurations/ID/registration`; `PUT …/applications/web` with `{"configuration":"ID"}`',
  ran: [
    {
      words: 'The client’s discovery.',
      file: 'kit/server-definitions/discover-server.ts',
      at: 'export ',
    },
    {
      words: 'Its registration.',
      file: 'client/registration/registration.ts',
      at: 'export ',
    },
  ],
}

function callbackOf({ values }: Scene): string {
  return `${values['base']}/client/application/callback`
}

/** The `client_id` that a registration was answered with. */
export function idOfRegistered({ answered: { client_id } }: Sighting): unknown {
  return client_id
}
