import { signInMistakes } from '../../engine/common-mistakes.ts'
import type { Step } from '../../engine/lesson.ts'
import { keySet, resource, tokenTool, webPage } from '../../engine/places.ts'
import { client, from, passed, status, tokenOf } from '../../engine/requirements.ts'
import { sinceOpening } from '../../engine/scene.ts'

export const goodToken: Step = {
  title: 'A good token',
  idea: 'An access token here is a **JWT**: header, **claims** and **signature**. The header names a key by its **key id**. The issuer publishes its keys in the **JWKS**.',
  todo: 'Sign in at Simple Web Page as `developer` with {developerPassword}. Copy the access token (Raw) and paste it into the Token tool. Open `{issuer}/jwks` and find the key with its `kid`. Send the token to `{api}` with curl.',
  places: [webPage, tokenTool, keySet, resource],
  lines: [
    {
      name: 'A',
      message: 'token request',
      words: 'Simple Web Page got an access token',
      requires: [from('client'), client('simple-web-page'), status(200)],
    },
    {
      name: 'B',
      message: 'key set request',
      words: 'you opened the issuer’s keys',
      clause: 'RFC 7517 §5',
      requires: [from('browser'), status(200)],
    },
    {
      name: 'C',
      message: 'resource request',
      words: 'you sent the token, and every check of it held',
      clause: 'RFC 9068 §4',
      requires: [
        from('program'),
        tokenOf('A'),
        passed(
          'token.type',
          'token.algorithm',
          'token.issuer',
          'token.signature',
          'token.audience',
          'token.not-expired',
          'introspection.active',
        ),
        status(200),
      ],
    },
  ],
  mistakes: [
    (scene) => {
      const wrong = sinceOpening(scene).findLast(
        ({ message, checks }) =>
          message === 'resource request' && checks['token.type'] === 'failed',
      )
      return wrong === undefined
        ? undefined
        : {
            text: 'That token {Z1} has `typ` `JWT`: it is the ID token. Copy the one under Access token.',
            pins: { Z1: wrong },
          }
    },
    ...signInMistakes('developer'),
  ],
  look: 'Simple Web Page, Access token, Raw: the whole text, three parts with two dots.',
  answer:
    'Open `{issuer}/jwks` in the browser; `curl --cacert .lab/certs/root.crt -H "Authorization: Bearer TOKEN" {api}`',
  ran: [
    {
      words: 'The resource server verifies a JWT, in this order.',
      file: 'resserver/access/verify-jwt.ts',
      at: "'token.algorithm'",
    },
    {
      words: 'The authorization server publishes its keys.',
      file: 'authserver/keys/jwks-endpoint.ts',
      at: 'export ',
    },
  ],
}
