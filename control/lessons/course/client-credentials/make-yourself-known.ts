import type { Step } from '../../engine/lesson.ts'
import { serverPortal } from '../../engine/places.ts'
import { differs, words } from '../../engine/requirements.ts'
import { clientNamed } from '../../engine/scene.ts'
import type { Scene } from '../../engine/scene.ts'

export const makeYourselfKnown: Step = {
  title: 'Make yourself known',
  idea: 'The server keeps a **client description** of each program. It gives out an id, which is a name, and a secret, which proves the name. It shows the secret once.',
  todo: 'In the portal open Clients and press Register a client. Type the client name `my-postman`, tick the grant type `client_credentials` and the scope `my/scope`, choose `client_secret_basic`, and press Create. Download the Postman environment, or copy id and secret: the secret is shown once.',
  places: [serverPortal],
  lines: [
    {
      words: 'the server knows a client `my-postman` that may ask for tokens of its own',
      clause: 'RFC 6749 §2',
      differs: describe,
    },
  ],
  mistakes: [
    ({ is, was }) => {
      const client = clientNamed(is, 'my-postman')
      if (client === undefined || clientNamed(was, 'my-postman') !== undefined) return undefined
      const grants = client.grant_types ?? []
      return grants.includes('client_credentials')
        ? undefined
        : {
            text: `\`my-postman\` may use ${grants.map((one) => `\`${one}\``).join(', ')} only. Tick \`client_credentials\` in its description.`,
          }
    },
  ],
  look: 'The portal of the authorization server, Clients, `my-postman`.',
  answer:
    '`POST {base}/control/api/clients` with `{"client_name":"my-postman","token_endpoint_auth_method":"client_secret_basic","grant_types":["client_credentials"],"scope":"my/scope"}`',
  ran: [
    {
      words: 'The server keeps what a client may do.',
      file: 'authserver/clients/store-client.ts',
      at: 'export async function createClient',
    },
  ],
}

function describe({ was, is }: Scene) {
  const client = clientNamed(is, 'my-postman')
  if (client === undefined) return differs('client_name', false, 'my-postman', undefined)
  if (clientNamed(was, 'my-postman') !== undefined) {
    return differs('my-postman', false, 'a new client', 'there before')
  }
  const { token_endpoint_auth_method: method, grant_types = [], scope } = client
  return (
    differs(
      'token_endpoint_auth_method',
      method === 'client_secret_basic',
      'client_secret_basic',
      method,
    ) ??
    differs(
      'grant_types',
      grant_types.includes('client_credentials'),
      'client_credentials',
      grant_types.join(', '),
    ) ??
    differs('scope', words(scope).includes('my/scope'), 'my/scope', scope)
  )
}
