import type { Step } from '../../engine/lesson.ts'
import { tokenEndpoint, tryIt } from '../../engine/places.ts'
import { answered, client, from, passed, scopes, sent, status } from '../../engine/requirements.ts'
import { idOf, sinceOpening } from '../../engine/scene.ts'

export const askAgain: Step = {
  title: 'Ask again',
  idea: 'The same request now has a name that the server knows. The answer holds the token, its type, its scope, and its life in seconds.',
  todo: 'Send the request of step 1 with the new id and secret. Read `token_type`, `expires_in` and `scope` in {C}.',
  places: [tryIt, tokenEndpoint],
  lines: [
    {
      name: 'C',
      message: 'token request',
      words: '`my-postman` got a token of type Bearer for `my/scope`',
      clause: 'RFC 6749 §4.4.3',
      requires: [
        from('program'),
        client('my-postman'),
        sent('grant_type', 'client_credentials'),
        passed('client.secret', 'grant-type.allowed'),
        status(200),
        answered('token_type', 'Bearer'),
        scopes(({ answered: { scope }, sent: { scope: asked } }) => scope ?? asked, {
          has: ['my/scope'],
        }),
      ],
      shows: ['token_type', 'expires_in', 'scope'],
    },
  ],
  mistakes: [
    (scene) => {
      const wrong = sinceOpening(scene).findLast(
        ({ client: of, checks }) =>
          of === idOf(scene, 'my-postman') && checks['client.secret'] === 'failed',
      )
      return wrong === undefined
        ? undefined
        : {
            text: 'The name is known, the secret is another one (`client.secret`). Make a new secret in the portal, and copy it whole.',
            pins: { Z1: wrong },
          }
    },
  ],
  look: 'The id and the secret that the portal showed, in the header `Authorization`.',
  answer:
    '`curl --cacert .lab/certs/root.crt -u {myPostman}:SECRET -d grant_type=client_credentials -d scope=my/scope {issuer}/token`',
  ran: [
    {
      words: 'The authorization server compares the secret.',
      file: 'authserver/clients/authentication/verify-secret.ts',
      at: "'client.secret'",
    },
    {
      words: 'It makes a token for the client itself.',
      file: 'authserver/grant-types/client-credentials.ts',
      at: 'issueAccessToken(exchange',
    },
  ],
}
